#nullable enable
namespace Soliloquy
{
    /// <summary>What shows an NPC's replies.</summary>
    internal interface INpcListener
    {
        void OnThinkingStarted(Turn turn);

        void OnTextReceived(Turn turn, TurnPiece piece);

        void OnTurnFinished(Turn turn);

        void OnTurnRetracted(string turn);
    }

    internal static class NpcListening
    {
        public static void Attach(this INpcListener listener, SoliloquyNpc npc)
        {
            npc.ThinkingStarted += listener.OnThinkingStarted;
            npc.TextReceived += listener.OnTextReceived;
            npc.TurnFinished += listener.OnTurnFinished;
            npc.TurnRetracted += listener.OnTurnRetracted;
        }

        public static void Detach(this INpcListener listener, SoliloquyNpc npc)
        {
            npc.ThinkingStarted -= listener.OnThinkingStarted;
            npc.TextReceived -= listener.OnTextReceived;
            npc.TurnFinished -= listener.OnTurnFinished;
            npc.TurnRetracted -= listener.OnTurnRetracted;
        }
    }
}
