using System.Text;
using Amuro.Runtime;

namespace Amuro.Results;

/// <summary>Reads comma-separated values as RFC 4180 has them, with LF or CR LF between records.</summary>
internal sealed class CsvReader(TextReader reader, string path)
{
    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _field = new();
    private int _position;
    private int _length;
    private int _line = 1;

    /// <summary>The records with the line each begins at; empty lines are skipped. To be called once.</summary>
    /// <exception cref="AmuroException">A quote where none may be, or one that is not closed.</exception>
    public IEnumerable<(int Line, string[] Fields)> Records()
    {
        if (Peek() == '\uFEFF')
        {
            _position++;
        }

        while (Peek() >= 0)
        {
            int start = _line;
            List<string> fields = [Field(start)];
            while (Peek() == ',')
            {
                _position++;
                fields.Add(Field(start));
            }

            if (Peek() == '\r')
            {
                _position++;
            }

            if (Peek() == '\n')
            {
                _position++;
                _line++;
            }

            if (fields is not [""])
            {
                yield return (start, fields.ToArray());
            }
        }
    }

    private string Field(int record)
    {
        _field.Clear();
        if (Peek() == '"')
        {
            return Quoted(record);
        }

        for (int c = Peek(); c >= 0 && c != ',' && !AtLineEnd(c); c = Peek())
        {
            _field.Append((char)c);
            if (c == '"')
            {
                throw new AmuroException($"{path}, line {_line}: expected a quote only around a whole field, found one inside '{StrictText.Shorten(_field.ToString())}'");
            }

            _position++;
        }

        return _field.ToString();
    }

    private string Quoted(int record)
    {
        _position++;
        for (int c = Peek(); c >= 0; c = Peek())
        {
            _position++;
            if (c != '"')
            {
                _line += c == '\n' ? 1 : 0;
                _field.Append((char)c);
            }
            else if (Peek() == '"')
            {
                _field.Append('"');
                _position++;
            }
            else
            {
                c = Peek();
                return c < 0 || c == ',' || AtLineEnd(c)
                    ? _field.ToString()
                    : throw new AmuroException($"{path}, line {_line}: expected a comma or the end of the line after a closing quote, found '{(char)c}'");
            }
        }

        throw new AmuroException($"{path}, line {record}: expected a closing quote, found the end of the file");
    }

    private bool AtLineEnd(int c) => c == '\n' || (c == '\r' && Peek(1) == '\n');

    private int Peek(int ahead = 0)
    {
        if (_position + ahead >= _length)
        {
            Fill();
        }

        return _position + ahead < _length ? _buffer[_position + ahead] : -1;
    }

    private void Fill()
    {
        int rest = _length - _position;
        Array.Copy(_buffer, _position, _buffer, 0, rest);
        _position = 0;
        _length = rest + TextFile.Guarded(path, () => reader.Read(_buffer, rest, _buffer.Length - rest));
    }
}
