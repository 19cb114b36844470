#nullable enable
using System;

namespace Soliloquy.Net
{
    /// <summary>
    /// Notices that a connection is dead though nobody closed it: a phone that slept, or went from Wi-Fi to mobile data, hears of that
    /// only after minutes. Asks for a sign of life when it has been quiet for a while, and at once after a pause.
    /// </summary>
    internal sealed class Heartbeat
    {
        private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(6);
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        /// <summary>A game that took no frames for so long was paused: what came meanwhile is not here yet.</summary>
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

        private DateTime _looked;
        private DateTime _heard;
        private DateTime? _asked;

        /// <summary>Begins with a connection that lives.</summary>
        public void Begin(DateTime now) => (_looked, _heard, _asked) = (now, now, null);

        /// <summary>Something came.</summary>
        public void Hear(DateTime now) => (_heard, _asked) = (now, null);

        /// <summary>To be called in every frame: whether it is time to ask for a sign of life.</summary>
        public bool IsToAsk(DateTime now)
        {
            // Either way: clocks are set back, too.
            var wasPaused = (now - _looked).Duration() > Pause;
            _looked = now;
            if (wasPaused || (_asked == null && now - _heard > Quiet))
            {
                _asked = now;
                return true;
            }

            return false;
        }

        /// <summary>Whether the sign of life that was asked for did not come.</summary>
        public bool IsDead(DateTime now) => _asked is DateTime asked && now - asked > Patience;
    }
}
