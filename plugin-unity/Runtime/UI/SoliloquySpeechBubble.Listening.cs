#nullable enable
using System.Collections.Generic;

namespace Soliloquy
{
    public sealed partial class SoliloquySpeechBubble : INpcListener
    {
        /// <summary>Came while another was still being revealed.</summary>
        private readonly List<Turn> _waiting = new List<Turn>();
        private SoliloquyNpc? _heard;
        private Turn? _turn;
        private bool _isStopped;

        void INpcListener.OnThinkingStarted(Turn turn)
        {
            if (turn != _turn || !IsHeld)
            {
                Come(turn);
            }
        }

        void INpcListener.OnTextReceived(Turn turn, TurnPiece piece)
        {
            if (turn == _turn)
            {
                _reveal.Update(turn);
            }
            else
            {
                Come(turn);
            }
        }

        void INpcListener.OnTurnFinished(Turn turn)
        {
            if (turn != _turn)
            {
                Come(turn);
                return;
            }

            _isStopped = false;
            _reveal.Update(turn);
            if (_reveal.Sections.Count == 0)
            {
                Leave();
            }
        }

        void INpcListener.OnTurnRetracted(string turn)
        {
            _waiting.RemoveAll(one => one.Id == turn);
            if (_turn != null && _turn.Id == turn)
            {
                Leave();
            }
        }

        /// <summary>Whether something is shown that has not begun to go.</summary>
        private bool IsHeld => _stage != Stage.Hidden && _stage != Stage.Fading;

        private bool IsBeingRead => _stage == Stage.Revealing || (_stage == Stage.Waiting && _reveal.Sections.Count > 0) || IsUnread;

        private void OnEnable()
        {
            Enabled.Add(this);
            Listen();
        }

        private void OnDisable()
        {
            Enabled.Remove(this);
            LetGo();
            _stage = Stage.Hidden;
            _turn = null;
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
                Come(found.Turn);
            }
        }

        private void LetGo()
        {
            if (_heard is SoliloquyNpc heard)
            {
                this.Detach(heard);
                heard.ShownSoFar = heard.ShownSoFar == StopAndTell ? null : heard.ShownSoFar;
                _heard = null;
                _waiting.Clear();
                ForgetReply();
            }
        }

        /// <summary>Keeps to somebody who can tell of what is shown: it would stay for ever, else.</summary>
        private void KeepListening()
        {
            if (!(_heard is null) && _heard == null)
            {
                LetGo();
            }

            // Placed in the scene before its NPC was, perhaps.
            if (_heard == null)
            {
                Listen();
            }
            else if (!_heard.isActiveAndEnabled || _heard.Joined == null)
            {
                _waiting.RemoveAll(turn => !turn.IsFinished);
                if (!_reveal.IsOver)
                {
                    ForgetReply();
                }
            }
        }

        private void ForgetReply()
        {
            if (_turn != null && _turn.Id.Length > 0)
            {
                // Told anew of it, it is shown anew.
                _turn = null;
                Leave();
            }
        }

        /// <summary>Asked for when the player interrupts: what is revealed after that was not heard.</summary>
        private (int Span, int Characters)? StopAndTell()
        {
            var soFar = Shown();
            _isStopped = soFar != null && !_reveal.IsOver;
            return soFar;
        }

        /// <summary>Shows a reply: at once, or when the one before it has been read.</summary>
        private void Come(Turn turn)
        {
            if (turn.IsFinished && turn.Spans.Count == 0)
            {
                _waiting.Remove(turn);
            }
            else if (GivesWayTo(turn))
            {
                DropAsides();
                Take(turn);
            }
            else if (!IsBeingRead)
            {
                Take(turn);
            }
            else if (!_waiting.Contains(turn))
            {
                _waiting.Add(turn);
            }
        }

        /// <summary>Goes on to the next reply that waits; else off the screen.</summary>
        private void Leave()
        {
            if (_waiting.Count > 0)
            {
                Take(_waiting[0]);
            }
            else if (IsHeld)
            {
                Enter(Stage.Fading);
            }
        }
    }
}
