using System.Buffers;
using System.Globalization;
using System.Text;
using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>
/// Cells whose text is not what somebody meant: what a damaged file or a spreadsheet left there must not become somebody's name or number.
/// </summary>
internal static class CellFaults
{
    /// <summary>Errors of a formula as Excel shows them in English and German.</summary>
    private static readonly SearchValues<string> Errors = SearchValues.Create(
        ["#N/A", "#NV", "#REF!", "#BEZUG!", "#VALUE!", "#WERT!", "#NAME?", "#DIV/0!", "#NUM!", "#ZAHL!", "#NULL!", "#CALC!", "#SPILL!",
            "#GETTING_DATA"], StringComparison.Ordinal);

    /// <summary>The problems of the cells of a row that are needed.</summary>
    /// <param name="row">As it stands in the file.</param>
    /// <param name="columns">Field to index of its column.</param>
    public static IEnumerable<Problem> Of(FileRow row, IReadOnlyDictionary<string, int> columns)
    {
        foreach (var (field, index) in columns)
        {
            if (index < row.Cells.Length && Find(row.Cells[index]) is { } problem)
            {
                yield return problem with { Field = field };
            }
        }
    }

    /// <summary>The problem of a cell, without its field, or null.</summary>
    public static Problem? Find(string cell)
    {
        if (cell.StartsWith('#') && Errors.Contains(cell))
        {
            return new Problem("cell_error",
                $"The cell shows \"{cell}\" in place of a value. Mend it in the spreadsheet, save, and import again.", null, cell);
        }

        if (IsShortened(cell))
        {
            return new Problem("cell_shortened",
                $"A spreadsheet has shortened the number to \"{cell}\", so its last digits are lost. Show the column as text or whole " +
                    "number and export again.", null, cell);
        }

        foreach (var rune in cell.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (Rune.IsControl(rune) && rune.Value is not ('\t' or '\n' or '\r'))
                || (rune.Value & 0xFFFE) == 0xFFFE)
            {
                var code = rune.Value.ToString("X4", CultureInfo.InvariantCulture);
                return new Problem("cell_not_text", $"The cell holds something that is no text (U+{code}).", null, code);
            }
        }

        return null;
    }

    /// <summary>As a spreadsheet shows a number that is too long for its column, for example <c>1,23457E+11</c>.</summary>
    private static bool IsShortened(string cell)
    {
        var exponent = cell.IndexOf("E+", StringComparison.Ordinal);
        return exponent is > 0 and < 20 && cell.Length - exponent is 4 or 5
            && cell.AsSpan(exponent + 2).IndexOfAnyExceptInRange('0', '9') < 0
            && char.IsAsciiDigit(cell[0]) && (exponent == 1 || (exponent > 2 && cell[1] is '.' or ','))
            && cell.AsSpan(Math.Min(2, exponent), Math.Max(0, exponent - 2)).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
