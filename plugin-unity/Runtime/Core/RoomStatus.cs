#nullable enable
namespace Soliloquy
{
    /// <summary>How far a room is.</summary>
    internal enum RoomStatus
    {
        Closed,
        Joining,
        Joined,
        Dropped,
    }
}
