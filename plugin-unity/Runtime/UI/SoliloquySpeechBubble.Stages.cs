#nullable enable
using UnityEngine;

namespace Soliloquy
{
    public sealed partial class SoliloquySpeechBubble
    {
        /// <summary>How much faster a reply is revealed while another waits.</summary>
        private const float Haste = 2f;

        private readonly TextReveal _reveal = new TextReveal();
        private BubbleBox? _box;
        private Stage _stage;
        private bool _isAtOnce;
        private float _seconds;
        private int _pageStart;
        private int _pageEnd;

        private float DeltaSeconds => ignoresTimeScale ? Time.unscaledDeltaTime : Time.deltaTime;

        /// <summary>A page stays as long as it takes to read it, also where it came at once.</summary>
        private float PageSeconds => (_pageEnd - _pageStart) * lingerSecondsPerCharacter;

        /// <summary>Came at once, and cannot have been read yet.</summary>
        private bool IsUnread => _stage == Stage.Lingering && charactersPerSecond <= 0f && _seconds < PageSeconds;

        /// <summary>Long enough to be read; no longer, where another reply waits.</summary>
        private float SecondsToLinger => PageSeconds + (_waiting.Count > 0 ? 0f : lingerSeconds);

        private void Take(Turn turn)
        {
            var wasHidden = _stage == Stage.Hidden;
            _waiting.Remove(turn);
            (_turn, _isAtOnce, _isStopped) = (turn, false, false);
            _taken = ++_lastTaken;
            _reveal.Reset();
            _reveal.ShowsThoughts = showsThoughts;
            _reveal.Update(turn);
            _box ??= new BubbleBox(styleSheet);
            _box.ShowDots();
            _box.Name(Speaker());
            Enter(Stage.Waiting);
            if (wasHidden)
            {
                Listeners.Tell(Appeared, events.appeared);
            }
        }

        private void LateUpdate()
        {
            KeepListening();
            if (_stage == Stage.Hidden || _box == null)
            {
                return;
            }

            _seconds += DeltaSeconds;
            switch (_stage)
            {
                case Stage.Waiting:
                    OpenWhenReady();
                    break;
                case Stage.Revealing:
                    Reveal(_box);
                    break;
                case Stage.Lingering when _seconds >= SecondsToLinger:
                    Leave();
                    break;
                case Stage.Fading:
                    _box.Fade(1f - (_seconds / FadeSeconds));
                    if (_seconds >= FadeSeconds)
                    {
                        Hide(_box);
                        return;
                    }

                    break;
            }

            _box.ShowIn(SoliloquyDocuments.RootOf(document));
            var above = anchor != null ? anchor : transform;
            _box.Follow(above.position + anchorOffset, seenBy != null ? seenBy : Camera.main);
        }

        private void Enter(Stage stage) => (_stage, _seconds) = (stage, 0f);

        /// <summary>A section is opened when its size is known, or most of what fits has come, or one has waited for it.</summary>
        private void OpenWhenReady()
        {
            if (_reveal.Current == null)
            {
                _seconds = 0f;
            }
            else if (WaitsItsTurn())
            {
                // Dots meanwhile.
            }
            else if (_reveal.HasSentence || _seconds >= GatherSeconds || _isAtOnce)
            {
                OpenPage(_reveal.Current, 0);
                _box!.Name(Speaker());
                Enter(Stage.Revealing);
                if (_reveal.Index == 0)
                {
                    Listeners.Tell(RevealStarted, _turn!);
                    Listeners.Tell(null, events.revealStarted);
                }
            }
        }

        private void Reveal(BubbleBox box)
        {
            // Cut to nothing, or taken back in part, while it was being revealed.
            if (!(_reveal.Current is RevealSection section))
            {
                Leave();
                return;
            }

            OpenPage(section, _pageStart < section.Length ? _pageStart : 0);
            if (!_isStopped)
            {
                var pace = _isAtOnce ? 0f : charactersPerSecond * (_waiting.Count > 0 ? Haste : 1f);
                _reveal.Advance(DeltaSeconds, pace, ReadableEnd(section));
            }

            box.Show(section, _pageStart, _pageEnd, _reveal.VisibleCount);
            if (_reveal.IsAllRevealed)
            {
                Enter(Stage.Lingering);
                Listeners.Tell(Revealed, _turn!);
                Listeners.Tell(null, events.revealed);
            }
            else if (_reveal.Count >= _pageEnd && _seconds >= PageSeconds)
            {
                GoOn(section);
            }
        }

        private void OpenPage(RevealSection section, int start)
        {
            _pageStart = start;
            _pageEnd = RevealPages.End(section, start, (int)_reveal.Count, charactersPerPage);
        }

        private int ReadableEnd(RevealSection section) => Mathf.Min(_pageEnd, RevealPages.Settled(section));

        private void GoOn(RevealSection section)
        {
            if (_pageEnd < section.Length)
            {
                _seconds = 0f;
                OpenPage(section, _pageEnd);
                Listeners.Tell(PageTurned, _turn!);
            }
            else if (_reveal.IsSectionRevealed && _reveal.Index + 1 < _reveal.Sections.Count)
            {
                _reveal.GoOn();
                Enter(Stage.Waiting);
            }
        }

        private void Hide(BubbleBox box)
        {
            _stage = Stage.Hidden;
            box.Remove();
            Listeners.Tell(HiddenAgain, events.hiddenAgain);
        }

        private string Speaker()
        {
            if (!showsName || _heard == null)
            {
                return string.Empty;
            }

            var world = _heard.World;
            return world != null && _turn != null && _turn.Npc == _heard.Persona ? Overheard.Caption(world, _turn) : _heard.DisplayName;
        }
    }
}
