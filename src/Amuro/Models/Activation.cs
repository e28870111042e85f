namespace Amuro.Models;

/// <summary>The function between the two matrices of the MLP.</summary>
public enum Activation
{
    /// <summary>x times its logistic function (<c>silu</c>).</summary>
    Silu,

    /// <summary>x times the normal distribution function, with erf (<c>gelu</c>).</summary>
    Gelu,

    /// <summary>Approximation of <see cref="Gelu"/> with tanh (<c>gelu_new</c>, <c>gelu_fast</c>, <c>gelu_pytorch_tanh</c>).</summary>
    GeluTanh,

    /// <summary>x above 0, otherwise 0 (<c>relu</c>).</summary>
    Relu,
}
