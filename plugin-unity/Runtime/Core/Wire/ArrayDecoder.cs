#nullable enable
namespace Soliloquy.Wire
{
    /// <summary>Applies what a frame does to a list of the state.</summary>
    internal sealed class ArrayDecoder
    {
        private readonly ChildReader _children;
        private readonly StateRefs _refs;

        public ArrayDecoder(ChildReader children, StateRefs refs)
        {
            _children = children;
            _refs = refs;
        }

        /// <summary>Applies one operation. Throws <see cref="SoliloquyException"/>.</summary>
        public void Apply(ByteReader reader, ArrayRef array)
        {
            int operation = reader.UInt8();
            switch (operation)
            {
                case Operations.Clear:
                    _refs.ReleaseAll(array);
                    array.Clear();
                    return;
                case Operations.Reverse:
                    array.Reverse();
                    return;
                case Operations.DeleteByRefId:
                    DeleteById(array, reader.Count());
                    return;
                case Operations.Replace:
                case Operations.Move:
                case Operations.Delete:
                case Operations.DeleteAndMove:
                case Operations.Add:
                case Operations.AddByRefId:
                case Operations.MoveAndAdd:
                case Operations.DeleteAndAdd:
                    SetEntry(reader, array, operation);
                    return;
                default:
                    throw reader.Fail($"operation {operation} is unknown for an array");
            }
        }

        private void SetEntry(ByteReader reader, ArrayRef array, int operation)
        {
            var index = reader.Count();
            if (operation == Operations.AddByRefId)
            {
                if (array.Field.Type == null)
                {
                    throw reader.Fail("an array of numbers or texts has no structures");
                }

                var at = array.ChildIds.IndexOf(index);
                index = at >= 0 ? at : array.Items.Count;
            }
            else if (!array.IsInReach(index))
            {
                throw reader.Fail($"entry {index} is far beyond an array of {array.Items.Count}");
            }

            if (array.Field.Type == null)
            {
                SetPrimitive(reader, array, operation, index);
            }
            else
            {
                SetSchema(reader, array, array.Field.Type, operation, index);
            }
        }

        private static void SetPrimitive(ByteReader reader, ArrayRef array, int operation, int index)
        {
            if (operation == Operations.Delete)
            {
                array.MakeHole(index);
                return;
            }

            var value = Primitives.Read(reader, array.Field.Primitive);
            // The same value again is no entry of its own: an ADD would insert it a second time. In the server's language NaN is never
            // the same.
            var isThere = array.IsFilled(index) && Equals(array.Items[index], value) && !(value is double.NaN);
            if (operation == Operations.DeleteAndMove)
            {
                array.MakeHole(index);
            }

            if (!isThere)
            {
                Put(array, operation, index, value, 0);
            }
        }

        private void SetSchema(ByteReader reader, ArrayRef array, SchemaType type, int operation, int index)
        {
            var previous = index < array.Items.Count ? array.ChildIds[index] : 0;
            if (operation == Operations.Delete)
            {
                _refs.Release(previous);
                array.MakeHole(index);
                return;
            }

            var child = _children.ReadSchema(reader, type, operation, previous);
            if (operation == Operations.DeleteAndMove)
            {
                array.MakeHole(index);
            }

            if (child.Id != previous)
            {
                Put(array, operation, index, child.Value, child.Id);
            }
            else if (array.IsFilled(index))
            {
                // The same, but for where it had been forgotten in between.
                array.Items[index] = child.Value;
            }
        }

        private static void Put(ArrayRef array, int operation, int index, object? value, int childId)
        {
            if (operation == Operations.Add && array.IsFilled(index))
            {
                // Something is there: what comes is inserted before it.
                array.Insert(index, value, childId);
                return;
            }

            if (operation == Operations.DeleteAndMove && index < array.Items.Count)
            {
                array.RemoveAt(index);
            }

            array.Put(index, value, childId);
        }

        private void DeleteById(ArrayRef array, int id)
        {
            // The client may have come after it was gone.
            if (_refs.Find(id) == null)
            {
                return;
            }

            _refs.Release(id);
            var index = array.ChildIds.IndexOf(id);
            if (id != StateRefs.Root && index >= 0)
            {
                array.MakeHole(index);
            }
        }
    }
}
