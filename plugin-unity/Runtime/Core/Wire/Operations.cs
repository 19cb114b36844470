#nullable enable
namespace Soliloquy.Wire
{
    /// <summary>What is done to a structure of the state, by its byte on the wire (@colyseus/schema 5).</summary>
    internal static class Operations
    {
        public const int Replace = 0;
        public const int Clear = 10;
        public const int Reverse = 15;
        public const int Move = 32;
        public const int DeleteByRefId = 33;
        public const int Delete = 64;
        public const int DeleteAndMove = 96;
        public const int Add = 128;
        public const int AddByRefId = 129;
        public const int MoveAndAdd = 160;
        public const int DeleteAndAdd = 192;
    }
}
