using System.Globalization;
using AdminPortal.Domain.Data;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AdminPortal.Data.Sqlite;

/// <summary>
/// A statement that is run many times in one transaction, without a command around it: a command looks its parameters up by name each
/// time, which costs more than the statement.
/// </summary>
internal sealed class Prepared : IBulkValues, IDisposable
{
    private readonly sqlite3 file;

    private readonly sqlite3_stmt statement;

    /// <summary>Prepares it; its values have numbers (<c>?1</c>, <c>?2</c> and so on).</summary>
    /// <exception cref="SqliteException">The database does not understand it.</exception>
    public Prepared(SqliteConnection connection, string sql)
    {
        file = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(file, sql, out statement), file);
    }

    /// <summary>The id that the last insert gave.</summary>
    public long LastId => raw.sqlite3_last_insert_rowid(file);

    /// <summary>The rows that the last statement changed.</summary>
    public int Changed => raw.sqlite3_changes(file);

    /// <inheritdoc />
    public void Null(int place) => raw.sqlite3_bind_null(statement, place);

    /// <inheritdoc />
    public void Whole(int place, long value) => raw.sqlite3_bind_int64(statement, place, value);

    /// <inheritdoc />
    public void Text(int place, string value) => raw.sqlite3_bind_text(statement, place, value);

    /// <summary>As Microsoft.Data.Sqlite writes it.</summary>
    public void Time(int place, DateTime value)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, @"yyyy\-MM\-dd HH\:mm\:ss.FFFFFFF", CultureInfo.InvariantCulture);
        raw.sqlite3_bind_text(statement, place, text[..length]);
    }

    /// <inheritdoc />
    public void Bytes(int place, byte[] value) => raw.sqlite3_bind_blob(statement, place, value);

    /// <inheritdoc />
    public void Other(int place, object value)
    {
        if (value is not Guid id)
        {
            throw new NotSupportedException($"Nobody said how a {value.GetType().Name} is stored.");
        }

        Text(place, id.ToString().ToUpperInvariant());
    }

    /// <summary>A text or none.</summary>
    public void TextOrNull(int place, string? value)
    {
        if (value is null)
        {
            Null(place);
            return;
        }

        Text(place, value);
    }

    /// <summary>Runs it to the next row; false when there is none (any more), and then it can be run again.</summary>
    /// <exception cref="SqliteException">The database refuses.</exception>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        var ended = raw.sqlite3_reset(statement);
        SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? ended : result, file);
        return false;
    }

    /// <summary>Leaves the rows that are left.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    /// <summary>Whether a column of the row is empty.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    /// <summary>A number.</summary>
    public long Whole(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>A text, or null.</summary>
    public string? Text(int column) => IsNull(column) ? null : raw.sqlite3_column_text(statement, column).utf8_to_string();

    /// <summary>A time in UTC.</summary>
    public DateTime Time(int column) => DateTime.SpecifyKind(DateTime.Parse(Text(column)!, CultureInfo.InvariantCulture), DateTimeKind.Utc);

    /// <inheritdoc />
    public void Dispose() => statement.Dispose();
}
