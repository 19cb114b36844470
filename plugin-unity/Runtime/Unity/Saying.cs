#nullable enable
using System;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy
{
    /// <summary>
    /// Something said, for coroutines: <c>var saying = npc.Say("Is there a room?"); yield return saying; Debug.Log(saying.Turn?.Speech);</c>
    /// Never throws, and needs nobody to wait for it.
    /// </summary>
    public sealed class Saying : CustomYieldInstruction
    {
        internal Saying(Func<Task<Turn>> say)
        {
            _ = RunAsync(say);
        }

        /// <inheritdoc/>
        public override bool keepWaiting => !IsOver;

        /// <summary>Whether the reply is over, or will not come.</summary>
        public bool IsOver { get; private set; }

        /// <summary>The reply; null until it is over, and where none came.</summary>
        public Turn? Turn { get; private set; }

        /// <summary>Why the server refused; null where it did not. Its message is a sentence that says what to do.</summary>
        public SoliloquyException? Refusal { get; private set; }

        private async Task RunAsync(Func<Task<Turn>> say)
        {
            try
            {
                Turn = await say();
            }
            catch (SoliloquyException refusal)
            {
                Refusal = refusal;
            }
            catch (OperationCanceledException)
            {
                // Who was to answer is gone.
            }
            catch (Exception failure)
            {
                Debug.LogException(failure);
            }

            IsOver = true;
        }
    }
}
