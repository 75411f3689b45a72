using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Domain.Participants;

/// <summary>The mapped cells of one row; null is "not mapped or empty", which leaves what is there.</summary>
internal sealed record PersonRow(int Number)
{
    private static readonly string[] Yes = ["1", "true", "yes", "y", "ja", "j", "x", "wahr", "ok", "confirmed", "bestatigt", "bestaetigt"];

    private static readonly string[] No = ["0", "false", "no", "n", "nein", "falsch", "-", "unconfirmed", "unbestatigt", "unbestaetigt"];

    public string? CustomerNumber { get; private init; }

    public string? FirstName { get; private init; }

    public string? LastName { get; private init; }

    public string? CompanyName { get; private init; }

    public string? Email { get; private init; }

    public string? Phone { get; private init; }

    public string? Street { get; private init; }

    public string? PostalCode { get; private init; }

    public string? City { get; private init; }

    public string? Country { get; private init; }

    public string? BadgeNumber { get; private init; }

    public string? Category { get; private init; }

    public bool? IsConfirmed { get; private init; }

    /// <summary>What is wrong with the row so far.</summary>
    public List<Problem> Problems { get; } = [];

    /// <summary>Lower case, for comparing.</summary>
    public string? EmailKey { get; private init; }

    /// <summary>Folded as <see cref="Contact.SortName"/>.</summary>
    public string NameKey { get; private init; } = "";

    /// <summary>By what to recognise the row.</summary>
    public string Text => new[] { Contact.DisplayName(FirstName, LastName, CompanyName), CustomerNumber, Email,
        BadgeNumber }.FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";

    /// <summary>Reads a row of the file.</summary>
    /// <param name="row">As it stands.</param>
    /// <param name="columns">Field to index of its column.</param>
    public static PersonRow Read(FileRow row, IReadOnlyDictionary<string, int> columns)
    {
        var confirmed = Cell(ImportFields.IsConfirmed);
        var folded = Fold.Text(confirmed);
        var (first, last, company, email) = (Cell(ImportFields.FirstName), Cell(ImportFields.LastName), Cell(ImportFields.CompanyName),
            Cell(ImportFields.Email));
        var name = Fold.Join(Contact.TextLimit, last, first);
        var read = new PersonRow(row.Number)
        {
            CustomerNumber = Cell(ImportFields.CustomerNumber),
            FirstName = first,
            LastName = last,
            CompanyName = company,
            Email = email,
            EmailKey = email?.ToLowerInvariant(),
            Phone = Cell(ImportFields.Phone),
            Street = Cell(ImportFields.Street),
            PostalCode = Cell(ImportFields.PostalCode),
            City = Cell(ImportFields.City),
            Country = Cell(ImportFields.Country),
            BadgeNumber = Cell(ImportFields.BadgeNumber),
            Category = Cell(ImportFields.CategoryKey),
            IsConfirmed = Yes.Contains(folded) ? true : No.Contains(folded) ? false : null,
            NameKey = name.Length > 0 ? name : Fold.Join(Contact.TextLimit, company),
        };
        if (confirmed is not null && read.IsConfirmed is null)
        {
            read.Problems.Add(ImportProblems.NotYesOrNo(confirmed));
        }

        read.Problems.AddRange(CellFaults.Of(row, columns));
        return read;

        string? Cell(string field) => columns.TryGetValue(field, out var index) && index < row.Cells.Length && row.Cells[index].Length > 0
            ? row.Cells[index]
            : null;
    }

    /// <summary>The contact as it is after the import.</summary>
    public ContactDraft Draft(Contact? contact, string number) => new(
        contact?.CustomerNumber ?? number, CompanyName ?? contact?.CompanyName, FirstName ?? contact?.FirstName, LastName
            ?? contact?.LastName,
        Email ?? contact?.Email, Phone ?? contact?.Phone, City ?? contact?.City, Country ?? contact?.Country,
        Street ?? contact?.Street, PostalCode ?? contact?.PostalCode);
}
