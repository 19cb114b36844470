using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json;
using Soliloquy.Tests;
using Soliloquy.Wire;

namespace Soliloquy.Bench
{
    /// <summary>Does what it is told by lines of JSON, over and over, and says how long one delta took and what it allocated.</summary>
    internal static class Program
    {
        private static readonly JsonSerializerOptions CamelCase = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

        private static long _heard;

        private static void Main()
        {
            while (Console.In.ReadLine() is string line)
            {
                var task = JsonSerializer.Deserialize<BenchTask>(line, CamelCase)!;
                Console.Out.WriteLine(JsonSerializer.Serialize(Measure(task), CamelCase));
            }
        }

        private static Figures Measure(BenchTask task)
        {
            // A turn's beginning, then its deltas.
            var frames = task.Frames.Select(Convert.FromBase64String).ToArray();
            var jsons = task.Jsons.Select(Encoding.UTF8.GetBytes).ToArray();
            var server = new Loopback();
            using var client = server.NewClient();
            client.GetNpc("npc-0").PieceReceived += (_, piece) => _heard += piece.Text.Length;
            server.Connect(client);
            var reader = new ByteReader();
            Action run = task.Work switch
            {
                "json" => () => Parse(jsons),
                "decode" => () => Decode(reader, frames),
                _ => () => client.Poll(),
            };
            var (ticks, bytes, count) = (0L, 0L, 0L);
            while (ticks < task.Ms * Stopwatch.Frequency / 1000)
            {
                if (task.Work == "deltas")
                {
                    // The turn begins anew: its text does not grow for ever.
                    server.Give(frames[0]);
                    client.Poll();
                    foreach (var frame in frames.Skip(1))
                    {
                        server.Give(frame);
                    }
                }

                var (beganAt, had) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
                run();
                ticks += Stopwatch.GetTimestamp() - beganAt;
                bytes += GC.GetAllocatedBytesForCurrentThread() - had;
                count += frames.Length - 1;
            }

            return new Figures(ticks * 1e9 / Stopwatch.Frequency / count, (double)bytes / count);
        }

        private static void Decode(ByteReader reader, byte[][] frames)
        {
            for (var index = 1; index < frames.Length; index++)
            {
                reader.Open(frames[index], frames[index].Length, 1);
                reader.StringBytes();
                DeltaReader.Read(reader, (_, _, _, text) => _heard += text.Length);
            }
        }

        private static void Parse(byte[][] jsons)
        {
            foreach (var json in jsons)
            {
                _heard += JsonSerializer.Deserialize<Message>(json, CamelCase)!.Payload.Text.Length;
            }
        }

        private sealed record BenchTask(string Work, int Ms, string[] Frames, string[] Jsons);

        private sealed record Figures(double Nanoseconds, double Bytes);

        private sealed class Message
        {
            public string Type { get; set; } = string.Empty;

            public Delta Payload { get; set; } = new Delta();
        }

        private sealed class Delta
        {
            public string Turn { get; set; } = string.Empty;

            public int Span { get; set; }

            public string Layer { get; set; } = string.Empty;

            public string Text { get; set; } = string.Empty;
        }
    }
}
