using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Amuro.Runtime.Kernels;

/// <summary>
/// Runs the parts of a kernel on the threads that libtorch itself uses. Threads of .NET would compete with libtorch's, which
/// wait actively for a while after every operation. What a part computes must not depend on who runs it.
/// </summary>
internal static unsafe class OpenMp
{
    private static readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void> Parallel =
        (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>)TorchLibrary.Export("GOMP_parallel");

    /// <summary>Calls the body for 0 to parts - 1, each once; returns when all are done.</summary>
    public static void For(int parts, Action<int> body)
    {
        int threads = Math.Min(parts, torch.get_num_threads());
        if (threads <= 1)
        {
            for (int part = 0; part < parts; part++)
            {
                body(part);
            }
        }
        else if (Parallel is null)
        {
            System.Threading.Tasks.Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
        else
        {
            Team team = new(parts, body);
            GCHandle handle = GCHandle.Alloc(team);
            try
            {
                Parallel(&Enter, (void*)GCHandle.ToIntPtr(handle), (uint)threads, 0);
            }
            finally
            {
                handle.Free();
            }

            team.Error?.Throw();
        }
    }

    /// <summary>Splits a range into one piece for each thread of libtorch, so that pieces depend only on that number.</summary>
    public static void Split(long count, long smallest, Action<int, long, long> body)
    {
        int parts = PartsOf(count, smallest);
        For(parts, part => body(part, count * part / parts, count * (part + 1) / parts));
    }

    /// <summary>Number of pieces that <see cref="Split"/> makes.</summary>
    public static int PartsOf(long count, long smallest) => (int)Math.Clamp(count / Math.Max(1, smallest), 1, torch.get_num_threads());

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Enter(void* data) => ((Team)GCHandle.FromIntPtr((nint)data).Target!).Run();

    private sealed class Team(int parts, Action<int> body)
    {
        private int _next = -1;

        public ExceptionDispatchInfo? Error { get; private set; }

        // An exception must not leave through native frames.
        public void Run()
        {
            try
            {
                for (int part = Interlocked.Increment(ref _next); part < parts; part = Interlocked.Increment(ref _next))
                {
                    body(part);
                }
            }
            catch (Exception error)
            {
                Error = ExceptionDispatchInfo.Capture(error);
            }
        }
    }
}
