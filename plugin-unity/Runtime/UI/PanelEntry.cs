#nullable enable
using System.Collections.Generic;
using System.Text;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>One line of a talk in a <see cref="SoliloquyDialoguePanel"/>: the player's, or an NPC's reply as it is revealed.</summary>
    internal sealed class PanelEntry
    {
        private readonly TextReveal _reveal = new TextReveal();
        private readonly StringBuilder _markup = new StringBuilder();
        private bool _isAtOnce;
        private bool _isOverheard;
        private (IReadOnlyList<RevealSection>? Sections, int Index, int Visible) _written;

        private PanelEntry(Turn? turn)
        {
            Turn = turn;
            Label.AddToClassList("soliloquy-panel__entry");
        }

        public Label Label { get; } = new Label { enableRichText = true };

        /// <summary>The reply; null for the player's own line.</summary>
        public Turn? Turn { get; }

        /// <summary>The player interrupted: what is revealed after that was not heard.</summary>
        public bool IsStopped { get; set; }

        /// <summary>All of it has been shown.</summary>
        public bool IsRead { get; private set; }

        public static PanelEntry Of(string line)
        {
            var entry = new PanelEntry(null) { IsRead = true };
            entry.Label.EnableInClassList("soliloquy-panel__entry--player", true);
            entry.Label.text = "› " + RevealMarkup.Plain(line);
            return entry;
        }

        /// <summary>A whole reply to somebody else than this player, at once, without thoughts.</summary>
        public static PanelEntry OfOverheard(Turn turn, string caption)
        {
            var entry = new PanelEntry(turn) { IsRead = true, _isOverheard = true };
            entry.Label.EnableInClassList("soliloquy-panel__entry--overheard", true);
            entry._reveal.ShowsThoughts = false;
            entry._reveal.Update(turn);
            entry._markup.Append("<i>").Append(RevealMarkup.Plain(caption)).Append(":</i>");
            foreach (var section in entry._reveal.Sections)
            {
                entry._markup.Append(' ');
                RevealMarkup.Append(entry._markup, section, 0, section.Length, section.Length);
            }

            entry.Label.text = entry._markup.ToString();
            return entry;
        }

        public static PanelEntry Of(Turn turn, bool showsThoughts)
        {
            var entry = new PanelEntry(turn);
            entry._reveal.ShowsThoughts = showsThoughts;
            entry.Refresh();
            return entry;
        }

        /// <summary>Takes in what the reply has become.</summary>
        public void Refresh()
        {
            if (Turn != null && !_isOverheard)
            {
                IsStopped = IsStopped && !Turn.IsFinished;
                _reveal.Update(Turn);
                IsRead = false;
            }
        }

        /// <summary>Reveals more; true when by this all has been shown.</summary>
        public bool Advance(float seconds, float charactersPerSecond)
        {
            if (IsRead)
            {
                return false;
            }

            if (!IsStopped && _reveal.Current is RevealSection section)
            {
                _reveal.Advance(seconds, _isAtOnce ? 0f : charactersPerSecond, RevealPages.Settled(section));
                if (_reveal.IsSectionRevealed && _reveal.Index + 1 < _reveal.Sections.Count)
                {
                    _reveal.GoOn();
                }
            }

            Write();
            IsRead = _reveal.IsAllRevealed;
            return IsRead;
        }

        public void RevealAll() => _isAtOnce = true;

        public (int Span, int Characters) Shown() => _reveal.Shown();

        private void Write()
        {
            var wanted = (_reveal.Sections, _reveal.Index, _reveal.VisibleCount);
            if (_written == wanted)
            {
                // Most frames: they leave no garbage.
                return;
            }

            _written = wanted;
            _markup.Clear();
            for (var at = 0; at < _reveal.Sections.Count && at <= _reveal.Index; at++)
            {
                var shown = _reveal.Sections[at];
                _markup.Append(at > 0 ? "\n" : string.Empty);
                RevealMarkup.Append(_markup, shown, 0, shown.Length, at < _reveal.Index ? shown.Length : _reveal.VisibleCount);
            }

            Label.text = _markup.ToString();
        }
    }
}
