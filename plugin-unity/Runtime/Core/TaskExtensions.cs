#nullable enable
using System.Threading;
using System.Threading.Tasks;

namespace Soliloquy
{
    internal static class TaskExtensions
    {
        /// <summary>The task, or its cancellation: whichever comes first. The task itself goes on.</summary>
        public static async Task<T> WithCancellation<T>(this Task<T> task, CancellationToken cancellationToken)
        {
            if (task.IsCompleted || !cancellationToken.CanBeCanceled)
            {
                return await task;
            }

            var cancelled = new TaskCompletionSource<T>();
            using (cancellationToken.Register(() => cancelled.TrySetCanceled(cancellationToken)))
            {
                return await await Task.WhenAny(task, cancelled.Task);
            }
        }
    }
}
