#nullable enable
using System;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>
    /// Shows what one <see cref="SoliloquyNpc"/> thinks, does and says, as it comes, in a bubble above whoever it belongs to. No word moves
    /// while text is revealed; long replies are shown page by page. Drawn by UI Toolkit; restyle it with a style sheet.
    /// </summary>
    [AddComponentMenu("Soliloquy/Soliloquy Speech Bubble")]
    public sealed partial class SoliloquySpeechBubble : MonoBehaviour
    {
        private const float FadeSeconds = 0.3f;

        /// <summary>In which a first sentence may come together, so that the bubble opens at the right size.</summary>
        private const float GatherSeconds = 0.3f;

        [SerializeField, Tooltip("Whose words these are. Empty: the Soliloquy NPC of this object, of one above, or beside it.")]
        private SoliloquyNpc? npc;

        [SerializeField, Tooltip("Above what it floats. Empty: this object.")]
        private Transform? anchor;

        [SerializeField, Tooltip("From the anchor to the bubble's lower edge, in world units.")]
        private Vector3 anchorOffset = new Vector3(0f, 2f, 0f);

        [SerializeField, Tooltip("Which camera sees it. Empty: the main camera.")]
        private Camera? seenBy;

        [SerializeField, Tooltip("The UI document to draw in. Empty: one that is made for all bubbles and panels.")]
        private UIDocument? document;

        [SerializeField, Tooltip("How it looks. Empty: Soliloquy's own style sheet.")]
        private StyleSheet? styleSheet;

        [Header("Reading")]
        [SerializeField, Min(0f), Tooltip("How fast text is revealed. Zero: at once. Faster where much is waiting.")]
        private float charactersPerSecond = 42f;

        [SerializeField, Min(1f), Tooltip("Longer texts come page by page.")]
        private int charactersPerPage = 180;

        [SerializeField, Min(0f), Tooltip("How long the bubble stays when all is said.")]
        private float lingerSeconds = 1.5f;

        [SerializeField, Min(0f), Tooltip("And how much longer for each character on its last page.")]
        private float lingerSecondsPerCharacter = 0.035f;

        [SerializeField, Tooltip("Goes on at its own pace while the game is paused or slowed down (Time.timeScale).")]
        private bool ignoresTimeScale;

        [Header("Look")]
        [SerializeField, Tooltip("Shows the NPC's name above what it says.")]
        private bool showsName;

        [SerializeField, Tooltip("Shows thoughts, where the world lets players know them.")]
        private bool showsThoughts = true;

        [SerializeField]
        private BubbleEvents events = new BubbleEvents();

        /// <summary>The bubble came up: the NPC takes a breath.</summary>
        public event Action? Appeared;

        /// <summary>Text began to be revealed.</summary>
        public event Action<Turn>? RevealStarted;

        /// <summary>The next page of a long reply is shown.</summary>
        public event Action<Turn>? PageTurned;

        /// <summary>All of a reply has been revealed.</summary>
        public event Action<Turn>? Revealed;

        /// <summary>The bubble is gone.</summary>
        public event Action? HiddenAgain;

        private enum Stage
        {
            Hidden,
            Waiting,
            Revealing,
            Lingering,
            Fading,
        }

        /// <summary>Whose words these are; null: the nearest when it is enabled.</summary>
        public SoliloquyNpc? Npc
        {
            get => npc;
            set
            {
                LetGo();
                npc = value;
                if (isActiveAndEnabled)
                {
                    Listen();
                }
            }
        }

        /// <summary>Above what it floats; null: this object.</summary>
        public Transform? Anchor { get => anchor; set => anchor = value; }

        /// <summary>From the anchor to the bubble's lower edge, in world units.</summary>
        public Vector3 AnchorOffset { get => anchorOffset; set => anchorOffset = value; }

        /// <summary>Which camera sees it; null: the main camera.</summary>
        public Camera? SeenBy { get => seenBy; set => seenBy = value; }

        /// <summary>The UI document to draw in; null: one for all. To be set before it is enabled.</summary>
        public UIDocument? Document { get => document; set => document = value; }

        /// <summary>How fast text is revealed; zero: at once.</summary>
        public float CharactersPerSecond { get => charactersPerSecond; set => charactersPerSecond = value; }

        /// <summary>Longer texts come page by page.</summary>
        public int CharactersPerPage { get => charactersPerPage; set => charactersPerPage = value; }

        /// <summary>How long the bubble stays when all is said.</summary>
        public float LingerSeconds { get => lingerSeconds; set => lingerSeconds = value; }

        /// <summary>And how much longer for each character on its last page.</summary>
        public float LingerSecondsPerCharacter { get => lingerSecondsPerCharacter; set => lingerSecondsPerCharacter = value; }

        /// <summary>Whether it goes on at its own pace while the game is paused or slowed down (<c>Time.timeScale</c>).</summary>
        public bool IgnoresTimeScale { get => ignoresTimeScale; set => ignoresTimeScale = value; }

        /// <summary>Whether the NPC's name is shown.</summary>
        public bool ShowsName { get => showsName; set => showsName = value; }

        /// <summary>Whether thoughts are shown, where the world lets players know them.</summary>
        public bool ShowsThoughts { get => showsThoughts; set => showsThoughts = value; }

        /// <summary>What is wired in the inspector.</summary>
        public BubbleEvents Events => events;

        /// <summary>Whether it can be seen.</summary>
        public bool IsShowing => _stage != Stage.Hidden;

        /// <summary>Whether speech is being revealed just now, and no thought: for a mouth that moves.</summary>
        public bool IsSpeaking => _stage == Stage.Revealing && !_isStopped && _reveal.Current is RevealSection section && !section.IsThought;

        /// <summary>Where it is, in its panel's pixels.</summary>
        internal Rect Place => _box?.Place ?? default;

        /// <summary>Who speaks, above what it says.</summary>
        internal string Caption => _box?.Speaker ?? string.Empty;

        /// <summary>What it holds, with UI Toolkit's markup.</summary>
        internal string Markup => _box?.Text ?? string.Empty;

        /// <summary>Shows at once what is known of the reply. Its pages still turn by themselves, in time to be read.</summary>
        public void RevealAll() => _isAtOnce = true;

        /// <summary>For a key that goes on: shows all of a page that is being revealed; leaves one that is shown, for the next page, the next
        /// reply, or nothing.</summary>
        public void Advance()
        {
            if (_stage == Stage.Lingering)
            {
                Leave();
            }
            else if (_stage == Stage.Revealing && !_isStopped && _reveal.Current is RevealSection section)
            {
                if (_reveal.Count < ReadableEnd(section))
                {
                    _reveal.Advance(0, 0, ReadableEnd(section));
                }
                else
                {
                    GoOn(section);
                }
            }
        }

        /// <summary>Shows a line that is no NPC's reply: a player's words, say, and what is visibly done with them.</summary>
        public void ShowLine(string text, string action = "")
        {
            var line = new Turn(string.Empty);
            if (action.Length > 0)
            {
                line.Grow(0, Layer.Action, action);
            }

            if (text.Length > 0)
            {
                line.Grow(1, Layer.Speech, text);
            }

            line.End(TurnStatus.Complete, null);
            Take(line);
        }

        /// <summary>Takes the bubble off the screen, with what waits to be shown.</summary>
        public void Dismiss()
        {
            _waiting.Clear();
            Leave();
        }

        /// <summary>How far the reply under way has been revealed, as <see cref="SoliloquyNpc.ShownSoFar"/>: nothing of it, while an earlier one
        /// is still being read; null where none is shown.</summary>
        public (int Span, int Characters)? Shown()
        {
            var running = _heard != null ? _heard.Turn : null;
            if (running != null && running != _turn)
            {
                return _waiting.Contains(running) ? (0, 0) : ((int, int)?)null;
            }

            return _turn == null || _turn.Id.Length == 0 || !IsHeld ? ((int, int)?)null : _reveal.Shown();
        }
    }
}
