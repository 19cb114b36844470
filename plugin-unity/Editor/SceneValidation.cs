#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using UnityEditor;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Soliloquy.EditorTools
{
    /// <summary>Looks through the open scenes for what would keep NPCs from talking.</summary>
    public static class SceneValidation
    {
        /// <summary>All that is wrong in the open scenes; empty where nothing is.</summary>
        public static IReadOnlyList<SceneProblem> FindProblems()
        {
            var worlds = InScenes<SoliloquyWorld>();
            var npcs = InScenes<SoliloquyNpc>();
            var players = InScenes<SoliloquyPlayer>();
            var problems = worlds.SelectMany(ProblemsOf).Concat(npcs.SelectMany(ProblemsOf)).ToList();
            if (worlds.Count == 0 && npcs.Count + players.Count > 0)
            {
                SoliloquyMember any = npcs.Count > 0 ? (SoliloquyMember)npcs[0] : players[0];
                problems.Insert(0, new SceneProblem(
                    "There is no Soliloquy World in the open scenes: NPCs have no server to speak through.",
                    any,
                    "Add a Soliloquy World",
                    () => SceneObjects.Create<SoliloquyWorld>("Soliloquy World", null)));
            }

            if (npcs.Count > 0 && players.Count == 0)
            {
                problems.Add(new SceneProblem(
                    "There is no Soliloquy Player in the open scenes: NPCs do not notice that the player is about to speak, and where it goes.",
                    npcs[0],
                    "Add a Soliloquy Player",
                    () => SceneObjects.Create<SoliloquyPlayer>("Soliloquy Player", null)));
            }

            foreach (var such in npcs.Where(npc => npc.Persona.Length > 0).GroupBy(npc => npc.Persona).Where(such => such.Count() > 1))
            {
                problems.Add(new SceneProblem($"{such.Count()} Soliloquy NPCs are \"{such.Key}\": each shows the same replies. Is that meant?", such.Last()));
            }

            if (worlds.Count > 1)
            {
                problems.Add(new SceneProblem(
                    $"There are {worlds.Count} Soliloquy Worlds: each joins as a player of its own. NPCs are part of the nearest, unless their field World names another.",
                    worlds[1]));
            }

            return problems;
        }

        /// <summary>What is wrong with the settings of a world.</summary>
        public static IEnumerable<SceneProblem> ProblemsOf(SoliloquyWorld world)
        {
            if (world.PlayerName.Trim().Length == 0)
            {
                yield return new SceneProblem(world.Problem, world, "Call the player Traveller", () => Change(world, () => world.PlayerName = "Traveller"));
            }
            else if (Address.ProblemWith(world.EffectiveServerUrl) is string problem)
            {
                yield return new SceneProblem(
                    problem,
                    world,
                    $"Use {SoliloquySettings.DefaultServerUrl}",
                    () => Change(world, () => world.ServerUrl = SoliloquySettings.DefaultServerUrl));
            }
            else if (world.Problem.Length > 0)
            {
                yield return new SceneProblem(world.Problem, world, "Take the token out", () => Change(world, () => world.Token = string.Empty));
            }
        }

        /// <summary>What is wrong with the settings of an NPC.</summary>
        public static IEnumerable<SceneProblem> ProblemsOf(SoliloquyNpc npc)
        {
            var known = KnownPersonas.Read();
            var wanted = npc.Persona.Length > 0 ? npc.Persona : npc.name;
            var meant = known.FirstOrDefault(persona => string.Equals(persona, wanted.Trim(), StringComparison.OrdinalIgnoreCase));
            var label = meant == null ? string.Empty : $"Make it {meant}";
            var fix = meant == null ? (Action?)null : () => Change(npc, () => npc.Persona = meant);
            if (npc.Persona.Length == 0)
            {
                yield return new SceneProblem(
                    $"\"{npc.name}\" has no persona: the name of a file in the world's personas folder, such as mara.", npc, label, fix);
            }
            else if (known.Count > 0 && !known.Contains(npc.Persona))
            {
                yield return new SceneProblem(
                    $"Nobody called \"{npc.Persona}\" lived in the world that was tested last; there are {string.Join(", ", known)}.", npc, label, fix);
            }
        }

        private static void Change(UnityEngine.Object what, Action change)
        {
            Undo.RecordObject(what, "Mend " + what.name);
            change();
            EditorUtility.SetDirty(what);
        }

        private static List<T> InScenes<T>() where T : Component
        {
            var found = new List<T>();
            for (var index = 0; index < SceneManager.sceneCount; index++)
            {
                var scene = SceneManager.GetSceneAt(index);
                if (scene.isLoaded)
                {
                    found.AddRange(scene.GetRootGameObjects().SelectMany(root => root.GetComponentsInChildren<T>(true)));
                }
            }

            return found;
        }
    }
}
