// 
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
// 
// GENERATED USING @colyseus/schema 5.0.34
// 

namespace Soliloquy.State {
	public partial class NpcState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
		[global::UnityEngine.Scripting.Preserve]
#endif
		public NpcState() { }

		[global::Colyseus.Schema.Type(0, "string")]
		public string id = default(string);

		[global::Colyseus.Schema.Type(1, "string")]
		public string name = default(string);

		[global::Colyseus.Schema.Type(2, "string")]
		public string description = default(string);

		[global::Colyseus.Schema.Type(3, "string")]
		public string portrait = default(string);

		[global::Colyseus.Schema.Type(4, "string")]
		public string location = default(string);

		[global::Colyseus.Schema.Type(5, "string")]
		public string activity = default(string);

		[global::Colyseus.Schema.Type(6, "string")]
		public string mood = default(string);

		[global::Colyseus.Schema.Type(7, "string")]
		public string addressing = default(string);

		[global::Colyseus.Schema.Type(8, "string")]
		public string goal = default(string);

		[global::Colyseus.Schema.Type(9, "string")]
		public string thoughts = default(string);

		[global::Colyseus.Schema.Type(10, "map", typeof(global::Colyseus.Schema.MapSchema<string>), "string")]
		public global::Colyseus.Schema.MapSchema<string> relationships = new global::Colyseus.Schema.MapSchema<string>();

		[global::Colyseus.Schema.Type(11, "string")]
		public string direction = default(string);

		[global::Colyseus.Schema.Type(12, "boolean")]
		public bool directionOnce = default(bool);

		[global::Colyseus.Schema.Type(13, "uint32")]
		public uint personaVersion = default(uint);

		[global::Colyseus.Schema.Type(14, "string")]
		public string model = default(string);

		[global::Colyseus.Schema.Type(15, "uint16")]
		public ushort queue = default(ushort);

		[global::Colyseus.Schema.Type(16, "uint8")]
		public byte moodIntensity = default(byte);
	}
}
