namespace Amuro.Reporting.Svg;

/// <summary>Finds places for the labels of points so that no label covers another label or a point.</summary>
internal sealed class LabelPlacer(double left, double top, double right, double bottom)
{
    private readonly List<(double X0, double Y0, double X1, double Y1)> _taken = [];

    /// <summary>Keeps an area free of labels.</summary>
    public void Reserve(double x, double y, double radius) => _taken.Add((x - radius, y - radius, x + radius, y + radius));

    /// <summary>Keeps a vertical line free of labels.</summary>
    public void ReserveLine(double x, double y0, double y1) => _taken.Add((x - 1.5, Math.Min(y0, y1), x + 1.5, Math.Max(y0, y1)));

    /// <summary>
    /// The left end of the baseline of a label next to a point, or null if there is no free place near it.
    /// </summary>
    public (double X, double Y)? Place(double x, double y, double width, double height)
    {
        for (double distance = 7; distance <= 43; distance += 6)
        {
            foreach ((double dx, double dy) in Directions)
            {
                double x0 = x + dx * distance + (dx < -0.1 ? -width : dx > 0.1 ? 0 : -width / 2);
                double y0 = y + dy * distance - height / 2 + (dy < 0 ? -2 : dy > 0 ? 2 : 0);
                if (Free(x0, y0, x0 + width, y0 + height))
                {
                    _taken.Add((x0, y0, x0 + width, y0 + height));
                    return (x0, y0 + height * 0.8);
                }
            }
        }

        return null;
    }

    private static readonly (double X, double Y)[] Directions =
        [(1, 0), (-1, 0), (0, -1), (0, 1), (0.7, -0.8), (0.7, 0.8), (-0.7, -0.8), (-0.7, 0.8)];

    private bool Free(double x0, double y0, double x1, double y1) =>
        x0 >= left && x1 <= right && y0 >= top && y1 <= bottom
        && !_taken.Any(t => x0 < t.X1 && t.X0 < x1 && y0 < t.Y1 && t.Y0 < y1);
}
