#nullable enable
using System.Collections.Generic;
using System.Text;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>The drawn part of a <see cref="SoliloquySpeechBubble"/>.</summary>
    internal sealed class BubbleBox
    {
        private const float MarginPixels = 8f;
        private const int MaxName = 80;
        private const float GapPixels = 4f;
        private const float FallPixelsPerSecond = 240f;

        /// <summary>Those on the screen, in the order in which they came.</summary>
        private static readonly List<BubbleBox> Shown = new List<BubbleBox>();

        private readonly VisualElement _box = new VisualElement { name = "soliloquy-bubble", pickingMode = PickingMode.Ignore };
        private readonly Label _name = new Label();
        private readonly Label _text = new Label { enableRichText = true };
        private readonly StringBuilder _markup = new StringBuilder();
        private float _lift;
        private (RevealSection? Section, int From, int To, int Visible) _written;

        public BubbleBox(StyleSheet? own)
        {
            SoliloquyDocuments.Style(_box, own);
            _box.AddToClassList("soliloquy-bubble");
            _name.AddToClassList("soliloquy-bubble__name");
            _text.AddToClassList("soliloquy-bubble__text");
            _name.enableRichText = false;
            _box.Add(_name);
            _box.Add(_text);
        }

        public string Text => _text.text;

        public string Speaker => _name.text;

        /// <summary>Where it is, in pixels of its panel; empty where it is not on the screen.</summary>
        public Rect Place { get; private set; }

        public void ShowIn(VisualElement? root)
        {
            if (root == null || _box.parent == root)
            {
                return;
            }

            // Below panels, which one types into.
            root.Insert(0, _box);
            if (!Shown.Contains(this))
            {
                _lift = 0f;
                Shown.Add(this);
            }
        }

        public void Remove()
        {
            _box.RemoveFromHierarchy();
            Shown.Remove(this);
            Place = default;
        }

        /// <summary>Says who speaks; nobody where it is empty.</summary>
        public void Name(string speaker)
        {
            _name.text = Graphemes.Clip(speaker, MaxName);
            _name.style.display = speaker.Length > 0 ? DisplayStyle.Flex : DisplayStyle.None;
        }

        public void ShowDots()
        {
            _written = default;
            _box.EnableInClassList("soliloquy-bubble--thought", false);
            _text.text = "…";
            Fade(1f);
        }

        public void Show(RevealSection section, int from, int to, int visible)
        {
            var wanted = (section, from, to, visible);
            if (_written == wanted)
            {
                // Most frames: they leave no garbage.
                return;
            }

            _written = wanted;
            _box.EnableInClassList("soliloquy-bubble--thought", section.IsThought);
            _markup.Clear();
            RevealMarkup.Append(_markup, section, from, to, visible);
            _text.text = _markup.ToString();
        }

        public void Fade(float opacity) => _box.style.opacity = opacity;

        /// <summary>Puts the middle of its lower edge at a point of the world, or above a bubble that is there already; false where no camera
        /// sees that.</summary>
        public bool Follow(Vector3 point, Camera? camera)
        {
            var isSeen = camera != null && _box.panel != null && camera.WorldToViewportPoint(point).z >= 0f;
            _box.style.display = isSeen ? DisplayStyle.Flex : DisplayStyle.None;
            if (!isSeen)
            {
                Place = default;
                return false;
            }

            var at = RuntimePanelUtils.CameraTransformWorldToPanel(_box.panel, point, camera);
            var room = _box.parent.resolvedStyle;
            var (width, height) = (_box.resolvedStyle.width, _box.resolvedStyle.height);
            // Not laid out yet: there is no width to keep on the screen.
            if (width > 0f && room.width > width && room.height > height)
            {
                at.x = Mathf.Clamp(at.x, (width / 2f) + MarginPixels, room.width - (width / 2f) - MarginPixels);
                at.y = Mathf.Clamp(at.y, height + MarginPixels, room.height - MarginPixels);
                at.y = Mathf.Max(at.y - Lift(new Rect(at.x - (width / 2f), at.y - height, width, height)), height + MarginPixels);
                Place = new Rect(at.x - (width / 2f), at.y - height, width, height);
            }

            _box.style.left = at.x;
            _box.style.top = at.y;
            return true;
        }

        /// <summary>How far it is above its place, so that it covers none that came before it. It comes down slowly: it is being read.</summary>
        private float Lift(Rect wanted)
        {
            var needed = 0f;
            // From the lowest up, each may push it further.
            for (var pushes = 0; pushes < Shown.Count; pushes++)
            {
                var before = needed;
                foreach (var other in Shown)
                {
                    if (other == this)
                    {
                        break;
                    }

                    var lifted = new Rect(wanted.x, wanted.y - needed, wanted.width, wanted.height);
                    needed = other._box.panel == _box.panel && other.Place.Overlaps(lifted) ? wanted.yMax - other.Place.yMin + GapPixels : needed;
                }

                if (needed == before)
                {
                    break;
                }
            }

            _lift = Mathf.Max(needed, Mathf.MoveTowards(_lift, needed, FallPixelsPerSecond * Time.unscaledDeltaTime));
            return _lift;
        }

        // Statics outlive play mode where the editor does not reload its domain.
        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Reset() => Shown.Clear();
    }
}
