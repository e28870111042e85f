namespace Amuro.Checkpoints;

/// <summary>Where a weight lies: from a byte on within a weight of a file (which is larger where several are stored as one).</summary>
/// <param name="Info">The weight as it is seen from outside.</param>
/// <param name="File">The file.</param>
/// <param name="StoredName">Name within the file.</param>
/// <param name="FirstByte">First byte within what is stored under that name.</param>
internal sealed record WeightPlace(WeightInfo Info, IWeightFile File, string StoredName, long FirstByte);
