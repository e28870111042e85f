using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace Amuro.Tests.Repository;

/// <summary>Compiles an example as the program of a project with implicit usings would be.</summary>
internal static class ExampleCompiler
{
    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    private static readonly Lazy<MetadataReference[]> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(p => !Path.GetFileName(p).StartsWith("Amuro.Tests", StringComparison.Ordinal))
            .Select(p => MetadataReference.CreateFromFile(p)),
    ]);

    /// <param name="usings">Namespaces in front of an example that names none of the library itself.</param>
    /// <param name="given">Statements in front of the example.</param>
    /// <param name="code">The example; usings of its own come first, as in any program.</param>
    /// <param name="place">Where it stands, for error messages.</param>
    /// <param name="output">Path of the assembly to write.</param>
    /// <exception cref="InvalidOperationException">It does not compile; the message has the compiler's errors.</exception>
    public static void Compile(IEnumerable<string> usings, string given, string code, string place, string output)
    {
        CSharpParseOptions language = new(LanguageVersion.Latest);
        bool showsUsings = code.Contains("using Amuro", StringComparison.Ordinal);
        string global = string.Concat(Implicit.Concat(showsUsings ? [] : usings).Select(n => $"global using global::{n};\n"));
        string[] lines = code.Split('\n');
        int body = Array.FindLastIndex(lines, l => l.StartsWith("using ", StringComparison.Ordinal) && l.TrimEnd().EndsWith(';') && !l.Contains('=') && !l.Contains('(')) + 1;
        string program = string.Join('\n', [.. lines[..body], given, $"#line 1 \"{place}\"", .. lines[body..]]);
        if (lines.All(l => l.Trim().Length == 0 || l.StartsWith("using ", StringComparison.Ordinal)))
        {
            program += "\n;"; // a block that only shows usings: a program needs a statement
        }

        CSharpCompilation compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(output),
            [CSharpSyntaxTree.ParseText(global, language), CSharpSyntaxTree.ParseText(program, language)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        EmitResult result = compilation.Emit(output);
        if (!result.Success)
        {
            IEnumerable<string> errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString());
            throw new InvalidOperationException($"{place} does not compile: {string.Join(" | ", errors)}");
        }
    }
}
