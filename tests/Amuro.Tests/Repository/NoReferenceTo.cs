using Mono.Cecil;
using Mono.Cecil.Cil;
using NetArchTest.Rules;

namespace Amuro.Tests.Repository;

/// <summary>
/// Met by a type that mentions nothing from the given namespaces, in signatures, bodies or attributes, its own or those of
/// types nested in it. NetArchTest's own HaveDependencyOnAny does not see an async lambda: that is a type in a nested type.
/// </summary>
internal sealed class NoReferenceTo(IReadOnlyCollection<string> namespaces) : ICustomRule
{
    public bool MeetsRule(TypeDefinition type) => !Mentioned(type).Any(IsForbidden);

    private bool IsForbidden(TypeReference? reference)
    {
        switch (reference)
        {
            case null:
                return false;
            case GenericInstanceType generic when generic.GenericArguments.Any(IsForbidden):
                return true;
            case FunctionPointerType pointer when pointer.Parameters.Select(p => p.ParameterType).Append(pointer.ReturnType).Any(IsForbidden):
                return true;
            case TypeSpecification wrapped: // array, by-ref, generic instance, pointer
                return IsForbidden(wrapped.ElementType);
        }

        while (reference.DeclaringType is not null)
        {
            reference = reference.DeclaringType;
        }

        return namespaces.Any(n => reference.Namespace == n || reference.Namespace.StartsWith(n + ".", StringComparison.Ordinal));
    }

    private static IEnumerable<TypeReference?> Mentioned(TypeDefinition type) =>
    [
        type.BaseType,
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. type.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType),
        .. type.CustomAttributes.Select(a => a.AttributeType),
        .. type.Fields.Select(f => f.FieldType),
        .. type.Fields.SelectMany(f => f.CustomAttributes).Select(a => a.AttributeType),
        .. type.Properties.SelectMany(p => p.CustomAttributes).Select(a => a.AttributeType),
        .. type.Methods.SelectMany(Mentioned),
        .. type.NestedTypes.SelectMany(Mentioned),
    ];

    private static IEnumerable<TypeReference?> Mentioned(MethodDefinition method) =>
    [
        .. Mentioned((MethodReference)method),
        .. method.GenericParameters.SelectMany(g => g.Constraints).Select(c => c.ConstraintType),
        .. method.CustomAttributes.Select(a => a.AttributeType),
        .. method.HasBody ? method.Body.Variables.Select(v => v.VariableType) : [],
        .. method.HasBody ? method.Body.ExceptionHandlers.Select(h => h.CatchType) : [],
        .. method.HasBody ? method.Body.Instructions.SelectMany(Mentioned) : [],
    ];

    private static IEnumerable<TypeReference?> Mentioned(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [.. method.GenericArguments, .. Mentioned(method.ElementMethod)],
        MethodReference method => Mentioned(method),
        _ => [],
    };

    private static IEnumerable<TypeReference?> Mentioned(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)];
}
