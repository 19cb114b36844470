#nullable enable
namespace Soliloquy
{
    /// <summary>What is said to somebody else than this player: to another NPC, while they talk among themselves, or to another player.</summary>
    internal static class Overheard
    {
        /// <summary>Who speaks, and to whom where that is not this player: <c>Mara Venn » Tam Reddick</c>.</summary>
        public static string Caption(SoliloquyWorld world, Turn turn)
        {
            var known = world.NameOf("npc:" + turn.Npc);
            var speaker = known.Length > 0 ? known : turn.Npc;
            var listener = turn.IsOverheard ? world.NameOf(turn.To) : string.Empty;
            return listener.Length > 0 ? $"{speaker} » {listener}" : speaker;
        }

        /// <summary>To whom an NPC speaks just now, by name, where that is not this player; else empty.</summary>
        public static string ListenerOf(SoliloquyNpc npc) =>
            npc.World != null && npc.Addressing != "player:" + npc.World.SessionId ? npc.World.NameOf(npc.Addressing) : string.Empty;
    }
}
