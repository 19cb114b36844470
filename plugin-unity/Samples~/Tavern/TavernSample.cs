#nullable enable
using System.Collections.Generic;
using System.Threading.Tasks;
using UnityEngine;

namespace Soliloquy.Samples
{
    /// <summary>
    /// The tavern of Ravenmoor, which builds itself: put this on an empty object of an empty scene and press Play, with a server as
    /// <c>npm start</c> leaves it. Walk by the arrow keys or WASD, press E beside somebody to talk, Esc to leave. Ask Mara to open the
    /// cellar.
    /// </summary>
    [AddComponentMenu("Soliloquy/Samples/Tavern")]
    public sealed class TavernSample : MonoBehaviour
    {
        private const string DoorFact = "cellar-door";

        [SerializeField, Tooltip("Where the server is.")]
        private string serverUrl = SoliloquySettings.DefaultServerUrl;

        [SerializeField, Tooltip("How others see the player.")]
        private string playerName = "Traveller";

        private readonly List<SoliloquyNpc> _npcs = new List<SoliloquyNpc>();
        private readonly List<TavernFigure> _figures = new List<TavernFigure>();
        private SoliloquyWorld _world = null!;
        private CellarDoor _door = null!;
        private TavernVisitor _visitor = null!;

        /// <summary>Where the server is. To be set before the object is enabled.</summary>
        public string ServerUrl { get => serverUrl; set => serverUrl = value; }

        /// <summary>How others see the player. To be set before the object is enabled.</summary>
        public string PlayerName { get => playerName; set => playerName = value; }

        /// <summary>The connection to the server.</summary>
        public SoliloquyWorld World => _world;

        /// <summary>Who sits here.</summary>
        public IReadOnlyList<SoliloquyNpc> Npcs => _npcs;

        /// <summary>What they look like.</summary>
        public IReadOnlyList<TavernFigure> Figures => _figures;

        /// <summary>The door that Mara opens.</summary>
        public CellarDoor Door => _door;

        /// <summary>Whom the player talks with.</summary>
        public SoliloquyDialoguePanel Panel { get; private set; } = null!;

        private void Awake()
        {
            _door = TavernRoom.Build(transform);
            _world = TavernRoom.Place<SoliloquyWorld>("World", transform, world =>
            {
                world.ServerUrl = serverUrl;
                world.PlayerName = playerName;
                world.StartLocation = "tavern";
            });
            var mara = AddNpc("mara", new Vector3(-1f, 1f, 2.2f), new Color(0.55f, 0.2f, 0.22f));
            AddNpc("tam", new Vector3(3f, 1f, 0.5f), new Color(0.36f, 0.38f, 0.27f));
            AddNpc("isolde", new Vector3(-3.5f, 1f, -0.5f), new Color(0.25f, 0.3f, 0.45f));
            mara.RegisterAction("open-cellar-door", call => SwingAsync(true, "The cellar door stands open."));
            mara.RegisterAction("close-cellar-door", call => SwingAsync(false, "The cellar door is locked."));

            var player = TavernRoom.Place<SoliloquyPlayer>("Player", transform, made => { });
            Panel = TavernRoom.Place<SoliloquyDialoguePanel>("Dialogue", transform, panel => panel.Player = player);
            _visitor = TavernRoom.PlaceFigure<TavernVisitor>("Traveller", transform, new Vector3(0f, 1f, -2f), new Color(0.75f, 0.7f, 0.6f), visitor =>
            {
                visitor.Npcs = _npcs;
                visitor.Panel = Panel;
            });
        }

        private void OnEnable() => _world.StateChanged += ShowDoor;

        private void OnDisable() => _world.StateChanged -= ShowDoor;

        private SoliloquyNpc AddNpc(string persona, Vector3 position, Color color)
        {
            SoliloquyNpc npc = null!;
            var figure = TavernRoom.PlaceFigure<TavernFigure>(persona, transform, position, color, made =>
            {
                npc = made.gameObject.AddComponent<SoliloquyNpc>();
                npc.Persona = persona;
                (made.Npc, made.FindFigure) = (npc, FigureOf);
            });
            TavernRoom.Place<SoliloquySpeechBubble>("Bubble", npc.transform, bubble =>
            {
                bubble.Npc = npc;
                bubble.Anchor = npc.transform;
                bubble.AnchorOffset = new Vector3(0f, 1.2f, 0f);
                bubble.ShowsName = true;
            });
            TavernRoom.Face(npc.transform, color);
            _npcs.Add(npc);
            _figures.Add(figure);
            return npc;
        }

        private Transform? FigureOf(string address)
        {
            if (address == $"player:{_world.SessionId}")
            {
                return _visitor.transform;
            }

            var found = _figures.Find(one => address == $"npc:{one.Npc.Persona}");
            return found != null ? found.transform : null;
        }

        private async Task<object?> SwingAsync(bool opens, string outcome)
        {
            if (_door.IsOpen == opens)
            {
                throw new ActionFailure(opens ? "The cellar door is open already." : "The cellar door is locked already.");
            }

            await _door.SwingAsync(opens);
            return outcome;
        }

        // What another player had her do is seen here, too; and how it was when one came in.
        private void ShowDoor()
        {
            var fact = _world.State.Part("facts").Text(DoorFact);
            if (fact.Length > 0 && !_door.IsSwinging)
            {
                _door.IsOpen = fact.Contains("open");
            }
        }
    }
}
