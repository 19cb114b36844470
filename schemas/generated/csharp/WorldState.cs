// 
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
// 
// GENERATED USING @colyseus/schema 5.0.34
// 

namespace Soliloquy.State {
	public partial class WorldState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
		[global::UnityEngine.Scripting.Preserve]
#endif
		public WorldState() { }

		[global::Colyseus.Schema.Type(0, "uint8")]
		public byte protocol = default(byte);

		[global::Colyseus.Schema.Type(1, "string")]
		public string world = default(string);

		[global::Colyseus.Schema.Type(2, "string")]
		public string title = default(string);

		[global::Colyseus.Schema.Type(3, "string")]
		public string time = default(string);

		[global::Colyseus.Schema.Type(4, "string")]
		public string weather = default(string);

		[global::Colyseus.Schema.Type(5, "boolean")]
		public bool paused = default(bool);

		[global::Colyseus.Schema.Type(6, "map", typeof(global::Colyseus.Schema.MapSchema<LocationState>))]
		public global::Colyseus.Schema.MapSchema<LocationState> locations = new global::Colyseus.Schema.MapSchema<LocationState>();

		[global::Colyseus.Schema.Type(7, "map", typeof(global::Colyseus.Schema.MapSchema<string>), "string")]
		public global::Colyseus.Schema.MapSchema<string> facts = new global::Colyseus.Schema.MapSchema<string>();

		[global::Colyseus.Schema.Type(8, "map", typeof(global::Colyseus.Schema.MapSchema<NpcState>))]
		public global::Colyseus.Schema.MapSchema<NpcState> npcs = new global::Colyseus.Schema.MapSchema<NpcState>();

		[global::Colyseus.Schema.Type(9, "map", typeof(global::Colyseus.Schema.MapSchema<PlayerState>))]
		public global::Colyseus.Schema.MapSchema<PlayerState> players = new global::Colyseus.Schema.MapSchema<PlayerState>();
	}
}
