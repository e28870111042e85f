namespace Amuro.Checkpoints;

/// <summary>Number format of a stored weight.</summary>
public enum WeightType
{
    /// <summary>64-bit floating point (F64).</summary>
    Float64,

    /// <summary>32-bit floating point (F32).</summary>
    Float32,

    /// <summary>16-bit IEEE floating point (F16).</summary>
    Float16,

    /// <summary>16-bit brain floating point (BF16).</summary>
    BFloat16,

    /// <summary>64-bit signed integer (I64).</summary>
    Int64,

    /// <summary>32-bit signed integer (I32).</summary>
    Int32,

    /// <summary>16-bit signed integer (I16).</summary>
    Int16,

    /// <summary>8-bit signed integer (I8).</summary>
    Int8,

    /// <summary>8-bit unsigned integer (U8).</summary>
    UInt8,

    /// <summary>One byte, 0 or 1 (BOOL).</summary>
    Bool,
}
