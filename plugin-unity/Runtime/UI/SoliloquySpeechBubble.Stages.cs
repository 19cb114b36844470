#nullable enable
using UnityEngine;

namespace Soliloquy
{
    public sealed partial class SoliloquySpeechBubble : INpcListener
    {
        private readonly TextReveal _reveal = new TextReveal();
        private SoliloquyNpc? _heard;
        private BubbleBox? _box;
        private Turn? _turn;
        /// <summary>Came while another was still being revealed.</summary>
        private Turn? _nextTurn;
        private Stage _stage;
        private bool _isAtOnce;
        private bool _isStopped;
        private float _seconds;
        private int _pageStart;

        void INpcListener.OnThinkingStarted(Turn turn)
        {
            if (turn == _turn && _stage != Stage.Hidden)
            {
                return;
            }

            if (_stage == Stage.Revealing)
            {
                _nextTurn = turn;
            }
            else
            {
                Take(turn);
            }
        }

        void INpcListener.OnTextReceived(Turn turn, TurnPiece piece)
        {
            if (turn != _turn)
            {
                Take(turn);
            }

            _reveal.Update(turn);
        }

        void INpcListener.OnTurnFinished(Turn turn)
        {
            if (turn != _turn)
            {
                if (turn.Spans.Count == 0)
                {
                    _nextTurn = turn == _nextTurn ? null : _nextTurn;
                    return;
                }

                Take(turn);
            }

            _isStopped = false;
            _reveal.Update(turn);
            if (_reveal.Sections.Count == 0)
            {
                Dismiss();
            }
        }

        void INpcListener.OnTurnRetracted(string turn)
        {
            if (_turn != null && _turn.Id == turn)
            {
                Dismiss();
            }
        }

        private void OnEnable() => Listen();

        private void OnDisable()
        {
            LetGo();
            _stage = Stage.Hidden;
            _turn = _nextTurn = null;
            _box?.Remove();
        }

        private void Listen()
        {
            var found = npc != null ? npc : NpcSearch.Near(this);
            if (found == null || _heard != null)
            {
                return;
            }

            _heard = found;
            this.Attach(found);
            found.ShownSoFar = StopAndTell;
            if (found.Turn != null)
            {
                Take(found.Turn);
            }
        }

        private void LetGo()
        {
            if (_heard is SoliloquyNpc heard)
            {
                this.Detach(heard);
                heard.ShownSoFar = heard.ShownSoFar == StopAndTell ? null : heard.ShownSoFar;
                _heard = null;
            }
        }

        /// <summary>Asked for when the player interrupts: what is revealed after that was not heard.</summary>
        private (int Span, int Characters)? StopAndTell()
        {
            var soFar = Shown();
            _isStopped = soFar != null && !_reveal.IsOver;
            return soFar;
        }

        private void Take(Turn turn)
        {
            var wasHidden = _stage == Stage.Hidden;
            (_turn, _nextTurn, _isAtOnce, _isStopped) = (turn, null, false, false);
            _reveal.Reset();
            _reveal.ShowsThoughts = showsThoughts;
            _reveal.Update(turn);
            _box ??= new BubbleBox(styleSheet);
            _box.ShowDots(Speaker());
            Enter(Stage.Waiting);
            if (wasHidden)
            {
                Listeners.Tell(Appeared, events.appeared);
            }
        }

        private void LateUpdate()
        {
            // Placed in the scene before its NPC was, perhaps.
            if (_heard == null)
            {
                Listen();
            }

            if (_stage == Stage.Hidden || _box == null)
            {
                return;
            }

            _seconds += Time.deltaTime;
            switch (_stage)
            {
                case Stage.Waiting:
                    OpenWhenReady();
                    break;
                case Stage.Revealing:
                    Reveal(_box);
                    break;
                case Stage.Lingering when _seconds >= 0f:
                    Enter(Stage.Fading);
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
            else if (_reveal.HasSentence || _seconds >= GatherSeconds || _isAtOnce)
            {
                _pageStart = 0;
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
            var section = _reveal.Current!;
            var end = RevealPages.End(section, _pageStart, (int)_reveal.Count, charactersPerPage);
            if (!_isStopped)
            {
                _reveal.Advance(Time.deltaTime, _isAtOnce ? 0f : charactersPerSecond, Mathf.Min(end, RevealPages.Settled(section)));
            }

            box.Show(section, _pageStart, end, _reveal.VisibleCount, Speaker());
            if (_nextTurn != null && _nextTurn.Spans.Count > 0)
            {
                Take(_nextTurn);
            }
            else if (_reveal.IsAllRevealed)
            {
                Linger(end);
            }
            else if (_reveal.Count >= end && _seconds >= PageSeconds(end))
            {
                GoOn(section, end);
            }
        }

        private void GoOn(RevealSection section, int end)
        {
            if (end < section.Length)
            {
                (_pageStart, _seconds) = (end, 0f);
                Listeners.Tell(PageTurned, _turn!);
            }
            else if (_reveal.IsSectionRevealed && _reveal.Index + 1 < _reveal.Sections.Count)
            {
                _reveal.GoOn();
                Enter(Stage.Waiting);
            }
        }

        /// <summary>A page stays as long as it takes to read it, also where it came at once.</summary>
        private float PageSeconds(int end) => (end - _pageStart) * lingerSecondsPerCharacter;

        private void Linger(int end)
        {
            Enter(Stage.Lingering);
            // Counts up to zero.
            _seconds = -(lingerSeconds + PageSeconds(end));
            Listeners.Tell(Revealed, _turn!);
            Listeners.Tell(null, events.revealed);
            if (_nextTurn != null)
            {
                Take(_nextTurn);
            }
        }

        private void Hide(BubbleBox box)
        {
            _stage = Stage.Hidden;
            box.Remove();
            Listeners.Tell(HiddenAgain, events.hiddenAgain);
        }

        private string Speaker() => showsName && _heard != null ? _heard.DisplayName : string.Empty;
    }
}
