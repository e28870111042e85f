using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Amuro.Tests.Repository;

/// <summary>Options and results never change: every public type that is a record or has a <c>With…</c> method.</summary>
public class ImmutabilityTests
{
    private static readonly Type[] Immutables = [.. typeof(AmuroException).Assembly.GetExportedTypes().Where(MustBeImmutable)];

    private static readonly HashSet<Type> ReadOnlyGenerics =
    [
        typeof(IEnumerable<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(IReadOnlyDictionary<,>),
        typeof(IReadOnlySet<>), typeof(KeyValuePair<,>), typeof(ReadOnlyMemory<>),
    ];

    public static TheoryData<Type> Types => [.. Immutables];

    [Fact]
    public void TheRuleFindsTheTypesItIsFor()
    {
        Assert.Contains(typeof(Amuro.Tasks.TaskDefinition), Immutables);
        Assert.True(MustBeImmutable(typeof(MutableRecord)));
        Assert.True(MustBeImmutable(typeof(MutableOptions)));
        Assert.False(MustBeImmutable(typeof(ImmutabilityTests)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void NothingOfItCanBeSet(Type type) => Assert.Empty(Faults(type));

    [Theory]
    [MemberData(nameof(Types))]
    public void AChangedCopyIsWhatWithReturns(Type type)
    {
        if (type.ContainsGenericParameters)
        {
            return; // tested where it is derived from
        }

        if (type.GetProperty("Default", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) is not { } instance)
        {
            return; // a record: its copies are made by the compiler
        }

        string before = Describe(instance);
        foreach (MethodInfo method in WithMethods(type))
        {
            object?[]? arguments = Arguments(method);
            if (arguments is null)
            {
                continue;
            }

            object? copy = method.Invoke(instance, arguments);
            Assert.True(copy is not null && type.IsInstanceOfType(copy), $"{type.Name}.{method.Name}: expected a {type.Name}");
            Assert.NotSame(instance, copy);
            Assert.True(Describe(copy!) != before, $"{type.Name}.{method.Name}: the copy is the same in every public property");
            Assert.Equal(before, Describe(instance));
        }
    }

    [Fact]
    public void FaultsAreSeen()
    {
        Assert.Equal(["Field: a public field", "List: exposes List`1", "Numbers: exposes Double[]", "Set: can be set"], Faults(typeof(MutableRecord)).Order());
        Assert.Equal(["Name: can be set", "WithName: returns nothing of its own type"], Faults(typeof(MutableOptions)).Order());
    }

    private static bool MustBeImmutable(Type type) =>
        !type.IsEnum && (type.GetMethod("<Clone>$") is not null || WithMethods(type).Any()
            || (type.IsValueType && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is not null));

    private static IEnumerable<MethodInfo> WithMethods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(m => m.Name.StartsWith("With", StringComparison.Ordinal) && m.Name.Length > 4 && char.IsUpper(m.Name[4]));

    private static IEnumerable<string> Faults(Type type)
    {
        const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;
        foreach (FieldInfo field in type.GetFields(Public).Where(f => !f.IsLiteral && !(f.IsStatic && f.IsInitOnly)))
        {
            yield return $"{field.Name}: a public field";
        }

        foreach (PropertyInfo property in type.GetProperties(Public))
        {
            if (property.SetMethod is { IsPublic: true } set
                && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)))
            {
                yield return $"{property.Name}: can be set";
            }

            if (IsMutableCollection(property.PropertyType))
            {
                yield return $"{property.Name}: exposes {property.PropertyType.Name}";
            }
        }

        foreach (MethodInfo method in WithMethods(type).Where(m => !ReturnsItself(type, m.ReturnType)))
        {
            yield return $"{method.Name}: returns nothing of its own type";
        }
    }

    // A generic base returns its type parameter, which is constrained to be the derived type.
    private static bool ReturnsItself(Type type, Type returned) => returned.IsGenericParameter
        ? returned.GetGenericParameterConstraints().Any(c => c.IsGenericType && c.GetGenericTypeDefinition() == type)
        : returned != typeof(object) && type.IsAssignableTo(returned);

    private static bool IsMutableCollection(Type type)
    {
        if (type.IsArray)
        {
            return true;
        }

        Type definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        if (ReadOnlyGenerics.Contains(definition) || definition.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen")
        {
            return false;
        }

        // By what a caller could do with it: everything that has an Add, or lets an element be set.
        Type[] mutable = [typeof(System.Collections.IList), typeof(System.Collections.IDictionary), typeof(ICollection<>), typeof(IDictionary<,>)];
        return definition != typeof(string) && type.GetInterfaces().Append(type)
            .Select(i => i.IsGenericType ? i.GetGenericTypeDefinition() : i)
            .Any(mutable.Contains);
    }

    // Values that no default has; a parameter of another type leaves the method to the tests of its own room.
    private static object?[]? Arguments(MethodInfo method)
    {
        object?[] arguments = [.. method.GetParameters().Select(p =>
            p.ParameterType == typeof(int) ? 26
            : p.ParameterType == typeof(long) ? 26L
            : p.ParameterType == typeof(double) ? 0.0078125
            : p.ParameterType == typeof(string) ? "another"
            : (object?)null)];
        return arguments.Length > 0 && arguments.All(a => a is not null) ? arguments : null;
    }

    private static string Describe(object instance) => string.Join("; ", instance.GetType()
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0)
        .Select(p => $"{p.Name}={Text(p.GetValue(instance))}"));

    private static string Text(object? value) =>
        value is System.Collections.IEnumerable items and not string ? $"[{string.Join(", ", items.Cast<object?>().Select(Text))}]" : $"{value}";

    public sealed record MutableRecord
    {
        public int Field;

        public static readonly int Constant = 1;

        public int Set { get; set; }

        public int Init { get; init; }

        public List<int> List { get; init; } = [];

        public double[] Numbers { get; init; } = [];

        public ImmutableArray<int> Fine { get; init; } = [];

        public IReadOnlyList<int> AlsoFine { get; init; } = [];
    }

    public sealed class MutableOptions
    {
        public string Name { get; set; } = "";

        public void WithName(string name) => Name = name;
    }
}
