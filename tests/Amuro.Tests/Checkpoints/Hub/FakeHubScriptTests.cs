using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amuro.Checkpoints.Hub;

namespace Amuro.Tests.Checkpoints.Hub;

/// <summary>Against the server that the real Python client was seen to work with.</summary>
[Trait("Category", "Shared")]
public class FakeHubScriptTests
{
    [SkippableFact]
    public async Task The_reference_hub()
    {
        string script = SharedData.Require("reference/fake_hub.py");
        using var folder = new TemporaryFolder();
        byte[] content = HubFixture.Large();
        string branch = Directory.CreateDirectory(folder.File("root/acme/gated-tiny/step1000")).FullName;
        File.WriteAllBytes(Path.Combine(branch, "model.safetensors"), content);
        File.WriteAllText(Path.Combine(branch, "config.json"), "{}");
        int port = FreePort();
        using Process server = Start(script, port, folder.File("root"), folder.File("log"));
        try
        {
            using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
            await UntilUpAsync(http);
            foreach (string fault in (string[])["cdn&kind=cut&times=2", "config.json&kind=429", "refs&kind=500"])
            {
                await http.GetAsync($"/_fault?path={fault}");
            }

            var clock = new InstantClock();
            using var client = new HubClient(new HubOptions().WithEndpoint(http.BaseAddress).WithCacheFolder(folder.File("hub")).WithClock(clock).WithToken("good-token"));
            Assert.Equal(["step1000"], (await client.ListRevisionsAsync("acme/gated-tiny")).Select(r => r.Name));
            string snapshot = await client.DownloadCheckpointAsync("acme/gated-tiny", "step1000");
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(snapshot, "model.safetensors")));
            Assert.Equal("{}", File.ReadAllText(Path.Combine(snapshot, "config.json")));
            Assert.Equal(4, clock.Seconds.Count);
            string log = File.ReadAllText(folder.File("log"));
            Assert.Contains("bytes=25000-", log, StringComparison.Ordinal);
            Assert.DoesNotContain(log.Split('\n'), l => l.Contains("/cdn/", StringComparison.Ordinal) && l.Contains("<token>", StringComparison.Ordinal));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync();
        }
    }

    private static Process Start(string script, int port, string root, string log)
    {
        try
        {
            return Process.Start("python3", [script, port.ToString(CultureInfo.InvariantCulture), root, "--log", log]);
        }
        catch (Win32Exception)
        {
            Skip.If(true, "needs python3, which is not here");
            throw;
        }
    }

    private static async Task UntilUpAsync(HttpClient http)
    {
        for (int i = 0; ; i++)
        {
            try
            {
                await http.GetAsync("/none/none");
                return;
            }
            catch (HttpRequestException) when (i < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
