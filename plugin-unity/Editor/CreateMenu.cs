#nullable enable
using UnityEditor;
using UnityEngine;

namespace Soliloquy.EditorTools
{
    /// <summary>The entries of <c>GameObject → Soliloquy</c>.</summary>
    internal static class CreateMenu
    {
        private const int Priority = 10;

        [MenuItem("GameObject/Soliloquy/World", false, Priority)]
        private static void CreateWorld(MenuCommand command) => SceneObjects.Create<SoliloquyWorld>("Soliloquy World", command.context as GameObject);

        [MenuItem("GameObject/Soliloquy/NPC", false, Priority)]
        private static void CreateNpc(MenuCommand command) => SceneObjects.Create<SoliloquyNpc>("NPC", command.context as GameObject);

        [MenuItem("GameObject/Soliloquy/Player", false, Priority)]
        private static void CreatePlayer(MenuCommand command) => SceneObjects.Create<SoliloquyPlayer>("Soliloquy Player", command.context as GameObject);

        [MenuItem("GameObject/Soliloquy/Speech Bubble", false, Priority)]
        private static void CreateBubble(MenuCommand command) => SceneObjects.Create<SoliloquySpeechBubble>("Speech Bubble", command.context as GameObject);

        [MenuItem("GameObject/Soliloquy/Dialogue Panel", false, Priority)]
        private static void CreatePanel(MenuCommand command) => SceneObjects.Create<SoliloquyDialoguePanel>("Dialogue Panel", command.context as GameObject);
    }
}
