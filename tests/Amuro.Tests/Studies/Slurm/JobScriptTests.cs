using System.Diagnostics;
using Amuro.Studies;
using Amuro.Studies.Slurm;

namespace Amuro.Tests.Studies.Slurm;

public class JobScriptTests
{
    private static readonly SlurmArray Array = new()
    {
        Name = "amuro-0123456789-1-2-evaluate",
        Stage = CellStage.Evaluate,
        After = "amuro-0123456789-1-1-finetune",
        Attempt = 1,
        Elements = [new SlurmPlace(0, ["a", "b"]), new SlurmPlace(1, ["c"]), new SlurmPlace(3, ["d"])],
    };

    [Fact]
    public void EveryOptionHasItsLine()
    {
        SlurmExecutor options = new()
        {
            Partition = "gpu",
            Time = TimeSpan.FromHours(30.5),
            Gpus = 2,
            CpusPerTask = 8,
            Memory = "64G",
            Account = "lab",
            Qos = "low",
            Constraint = "a100|h100",
            ExtraArguments = ["--reservation=lab", "--comment=two words"],
            Prologue = ["module load cuda", "export HF_HOME=/scratch/hf"],
            MaxRunning = 4,
            WorkerCommand = ["/opt/it's here/App", "--verbose"],
        };
        Assert.Equal(
            """
            #!/bin/bash
            #SBATCH --job-name=amuro-0123456789-1-2-evaluate
            #SBATCH --array=0-1,3%4
            #SBATCH --dependency=aftercorr:17
            #SBATCH --kill-on-invalid-dep=yes
            #SBATCH "--output=/data/my 100%% \"study\"/slurm/logs/amuro-0123456789-1-2-evaluate-%a.log"
            #SBATCH --open-mode=append
            #SBATCH --requeue
            #SBATCH --chdir=/home/me
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task=8
            #SBATCH --partition=gpu
            #SBATCH --time=1-06:30:00
            #SBATCH --gres=gpu:2
            #SBATCH --mem=64G
            #SBATCH --account=lab
            #SBATCH --qos=low
            #SBATCH --constraint=a100|h100
            #SBATCH --reservation=lab
            #SBATCH "--comment=two words"
            set -e
            export OMP_NUM_THREADS="${SLURM_CPUS_ON_NODE:-1}" DOTNET_PROCESSOR_COUNT="${SLURM_CPUS_ON_NODE:-1}"
            module load cuda
            export HF_HOME=/scratch/hf
            # SLURM's own restarts are attempts of their own: the highest one counts, should an older still run on a lost node.
            exec '/opt/it'\''s here/App' '--verbose' '--amuro-worker' '/data/my 100% "study"' '/data/my 100% "study"/slurm/amuro-0123456789-1-2-evaluate.cells' "$SLURM_ARRAY_TASK_ID" "$((1 + ${SLURM_RESTART_COUNT:-0}))"

            """,
            JobScript.Of(options, "/data/my 100% \"study\"", Array, after: 17, "/home/me"));
    }

    [Fact]
    public void OfTheDefaultsNothingIsSaid()
    {
        string text = JobScript.Of(new SlurmExecutor { WorkerCommand = ["app"] }, "/study", Array with { After = null }, null, "/");
        Assert.Equal(9, text.Split('\n').Count(l => l.StartsWith("#SBATCH", StringComparison.Ordinal)) + 1);
        Assert.DoesNotContain("--dependency", text, StringComparison.Ordinal);
        Assert.DoesNotContain("--partition", text, StringComparison.Ordinal);
        Assert.Contains("--cpus-per-task=1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void FineTuningsLetEvaluationsGoFirst()
    {
        string text = JobScript.Of(new SlurmExecutor { WorkerCommand = ["app"] }, "/study", Array with { Stage = CellStage.FineTune }, null, "/");
        Assert.Contains("#SBATCH --nice=100\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheCellsFileHasALineForEveryIndex() => Assert.Equal("a b\nc\n\nd\n", Array.CellsText);

    [Theory]
    [InlineData("/a\\b")]
    [InlineData("/a\nb")]
    public void PathsThatSlurmCannotTakeAreMistakes(string folder) =>
        Assert.Throws<AmuroException>(() => JobScript.Of(new SlurmExecutor { WorkerCommand = ["app"] }, folder, Array, null, "/"));

    [SkippableFact]
    public void BashSeesEveryArgumentAsItIs()
    {
        Skip.IfNot(File.Exists("/bin/bash"), "needs /bin/bash");
        const string Folder = "/tmp/ü it's \"$HOME\" `ls` %a # !";
        string script = JobScript.Of(new SlurmExecutor { WorkerCommand = ["printf", "%s\\n"], Prologue = ["SLURM_ARRAY_TASK_ID=3 SLURM_RESTART_COUNT=2"] }, Folder, Array, null, "/");
        using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script]) { RedirectStandardOutput = true })!;
        string output = bash.StandardOutput.ReadToEnd();
        bash.WaitForExit();
        Assert.Equal(["--amuro-worker", Folder, $"{Folder}/slurm/{Array.Name}.cells", "3", "3", ""], output.Split('\n'));
    }
}
