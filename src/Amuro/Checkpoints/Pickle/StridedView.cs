namespace Amuro.Checkpoints.Pickle;

/// <summary>Tensors whose numbers do not lie in row-major order: transposed, or a slice of columns.</summary>
internal static class StridedView
{
    public static bool IsContiguous(TensorReference tensor)
    {
        long expected = 1;
        for (int d = tensor.Shape.Length - 1; d >= 0; d--)
        {
            if (tensor.Shape[d] == 0)
            {
                return true;
            }

            if (tensor.Shape[d] != 1 && tensor.Strides[d] != expected)
            {
                return false;
            }

            expected *= tensor.Shape[d];
        }

        return true;
    }

    /// <summary>Bytes <paramref name="offset"/> to <paramref name="offset"/> + <paramref name="count"/> of the row-major order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="storage">First byte of the storage in the file.</param>
    /// <param name="tensor">The view.</param>
    /// <param name="width">Bytes of an element.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="count">Number of bytes.</param>
    public static byte[] Copy(MappedFile file, long storage, TensorReference tensor, int width, long offset, int count)
    {
        long first = offset / width, end = (offset + count + width - 1) / width;
        int skipped = (int)(offset - (first * width));
        byte[] result = new byte[(end - first) * width];
        long[] index = IndexOf(tensor.Shape.AsSpan(), first);
        long at = tensor.Offset;
        for (int d = 0; d < index.Length; d++)
        {
            at += index[d] * tensor.Strides[d];
        }

        for (int i = 0; i < end - first; i++)
        {
            file.Span(storage + (at * width), width).CopyTo(result.AsSpan(i * width));
            at = Advance(tensor, index, at);
        }

        return skipped == 0 && result.Length == count ? result : result[skipped..(skipped + count)];
    }

    private static long[] IndexOf(ReadOnlySpan<long> shape, long element)
    {
        long[] index = new long[shape.Length];
        for (int d = shape.Length - 1; d >= 0; d--)
        {
            (element, index[d]) = Math.DivRem(element, shape[d]);
        }

        return index;
    }

    private static long Advance(TensorReference tensor, long[] index, long at)
    {
        for (int d = index.Length - 1; d >= 0; d--)
        {
            at += tensor.Strides[d];
            if (++index[d] < tensor.Shape[d])
            {
                return at;
            }

            at -= index[d] * tensor.Strides[d];
            index[d] = 0;
        }

        return at;
    }
}
