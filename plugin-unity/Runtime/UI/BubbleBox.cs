#nullable enable
using System.Text;
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>The drawn part of a <see cref="SoliloquySpeechBubble"/>.</summary>
    internal sealed class BubbleBox
    {
        private const float MarginPixels = 8f;

        private readonly VisualElement _box = new VisualElement { name = "soliloquy-bubble", pickingMode = PickingMode.Ignore };
        private readonly Label _name = new Label();
        private readonly Label _text = new Label { enableRichText = true };
        private readonly StringBuilder _markup = new StringBuilder();

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

        public void ShowIn(VisualElement? root)
        {
            if (root == null || _box.parent == root)
            {
                return;
            }

            root.Add(_box);
        }

        public void Remove() => _box.RemoveFromHierarchy();

        public void ShowDots(string speaker)
        {
            Name(speaker);
            _box.EnableInClassList("soliloquy-bubble--thought", false);
            _text.text = "…";
            Fade(1f);
        }

        public void Show(RevealSection section, int from, int to, int visible, string speaker)
        {
            Name(speaker);
            _box.EnableInClassList("soliloquy-bubble--thought", section.IsThought);
            _markup.Clear();
            RevealMarkup.Append(_markup, section, from, to, visible);
            _text.text = _markup.ToString();
        }

        public void Fade(float opacity) => _box.style.opacity = opacity;

        /// <summary>Puts the middle of its lower edge at a point of the world; false where no camera sees that.</summary>
        public bool Follow(Vector3 point, Camera? camera)
        {
            var isSeen = camera != null && _box.panel != null && camera.WorldToViewportPoint(point).z >= 0f;
            _box.style.display = isSeen ? DisplayStyle.Flex : DisplayStyle.None;
            if (!isSeen)
            {
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
            }

            _box.style.left = at.x;
            _box.style.top = at.y;
            return true;
        }

        private void Name(string speaker)
        {
            _name.text = speaker;
            _name.style.display = speaker.Length > 0 ? DisplayStyle.Flex : DisplayStyle.None;
        }
    }
}
