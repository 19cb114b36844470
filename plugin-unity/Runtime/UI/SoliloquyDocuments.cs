#nullable enable
using UnityEngine;
using UnityEngine.UIElements;

namespace Soliloquy
{
    /// <summary>Where bubbles and panels are drawn: the document they were given, or else one for all, made when it is first needed.</summary>
    internal static class SoliloquyDocuments
    {
        private static UIDocument? _shared;

        /// <summary>The root to draw in; null where the document is not enabled.</summary>
        public static VisualElement? RootOf(UIDocument? given)
        {
            if (given != null)
            {
                return given.rootVisualElement;
            }

            if (_shared == null)
            {
                _shared = Make();
            }

            return _shared.rootVisualElement;
        }

        public static void Style(VisualElement element, StyleSheet? own)
        {
            element.styleSheets.Add(own != null ? own : Resources.Load<StyleSheet>("Soliloquy/Style"));
        }

        private static UIDocument Make()
        {
            var holder = new GameObject("Soliloquy UI");
            holder.SetActive(false);
            var document = holder.AddComponent<UIDocument>();
            // An asset: what is made in code finds no shaders in a build.
            document.panelSettings = Resources.Load<PanelSettings>("Soliloquy/Panel");
            holder.SetActive(true);
            return document;
        }

        [RuntimeInitializeOnLoadMethod(RuntimeInitializeLoadType.SubsystemRegistration)]
        private static void Reset() => _shared = null;
    }
}
