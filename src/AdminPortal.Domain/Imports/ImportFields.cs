using AdminPortal.Domain.Common;

namespace AdminPortal.Domain.Imports;

/// <summary>The fields a column can be imported into, and how column names are recognised.</summary>
public static class ImportFields
{
    public const string CustomerNumber = "customer_number";

    public const string FirstName = "first_name";

    public const string LastName = "last_name";

    public const string CompanyName = "company_name";

    public const string Email = "email";

    public const string Phone = "phone";

    public const string Street = "street";

    public const string PostalCode = "postal_code";

    public const string City = "city";

    public const string Country = "country";

    public const string BadgeNumber = "badge_number";

    public const string CategoryKey = "category_key";

    public const string IsConfirmed = "is_confirmed";

    /// <summary>The fields of a participant, each with the folded names by which its column is recognised.</summary>
    internal static IReadOnlyDictionary<string, string[]> Names { get; } = new Dictionary<string, string[]>
    {
        [CustomerNumber] = ["customernumber", "customerno", "customernr", "customerid", "customer", "contactnumber", "kundennummer",
            "kundennr", "kdnr", "kundenid", "kunde", "kontaktnummer", "debitor", "debitorennummer"],
        [FirstName] = ["firstname", "givenname", "forename", "vorname", "rufname"],
        [LastName] = ["lastname", "surname", "familyname", "nachname", "familienname", "zuname", "name"],
        [CompanyName] = ["companyname", "company", "organisation", "organization", "firma", "firmenname", "unternehmen", "arbeitgeber"],
        [Email] = ["email", "emailaddress", "mail", "mailaddress", "emailadresse", "mailadresse"],
        [Phone] = ["phone", "phonenumber", "telephone", "mobile", "mobilephone", "telefon", "telefonnummer", "tel", "handy", "mobil",
            "mobiltelefon"],
        [Street] = ["street", "streetaddress", "addressline1", "strasse", "strassehausnummer", "postfach"],
        [PostalCode] = ["postalcode", "postcode", "zip", "zipcode", "plz", "postleitzahl"],
        [City] = ["city", "town", "ort", "stadt", "wohnort"],
        [Country] = ["country", "countrycode", "nation", "land"],
        [BadgeNumber] = ["badgenumber", "badgeno", "badgenr", "badgeid", "badge", "bib", "bibnumber", "bibno", "startnummer", "startnr",
            "ausweisnummer", "ausweis", "ticketnumber", "ticketnummer", "barcode"],
        [CategoryKey] = ["categorykey", "category", "ticketcategory", "kategorie", "kategorieschluessel", "kategorieschlussel",
            "kategoriekurzel", "kurzelderkategorie", "gruppe", "group", "ticketart"],
        [IsConfirmed] = ["isconfirmed", "confirmed", "confirmation", "bestatigt", "bestaetigt", "zugesagt", "bestatigung"],
    };

    /// <summary>Every field, in the order a form shows them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [CustomerNumber, FirstName, LastName, CompanyName, Email, Phone, Street, PostalCode, City, Country, BadgeNumber, CategoryKey,
            IsConfirmed];

    /// <summary>The fields of a contact.</summary>
    public static IReadOnlyList<string> OfContact { get; } = [.. All.Except([BadgeNumber, CategoryKey, IsConfirmed])];

    /// <summary>
    /// Guesses the field of each column by its English or German name; every field is given to one column only, the first.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Guess(IReadOnlyList<string> headers) => GuessBy(headers, Names);

    /// <summary>As the other one, for the fields of another kind of record.</summary>
    internal static IReadOnlyDictionary<string, string> GuessBy(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string[]> names)
    {
        var mapping = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var header in headers)
        {
            var name = string.Concat(Fold.Text(header).Where(char.IsLetterOrDigit));
            var field = names.FirstOrDefault(pair => pair.Value.Contains(name)).Key;
            if (field is not null && !mapping.ContainsValue(field))
            {
                mapping[header] = field;
            }
        }

        return mapping;
    }

    /// <summary>Field to index of its column. Refused: columns and fields that do not exist, a field twice.</summary>
    internal static Result<Dictionary<string, int>> Columns(IReadOnlyList<string> headers, IReadOnlyDictionary<string, string> mapping,
        IEnumerable<string> fields)
    {
        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        var problems = new List<Problem>();
        foreach (var (column, field) in mapping)
        {
            var names = headers.ToList();
            var index = names.IndexOf(column) is >= 0 and var exact
                ? exact
                : names.FindIndex(name => name.Equals(column.Trim(), StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                problems.Add(ImportProblems.UnknownColumn(column));
            }
            else if (!fields.Contains(field))
            {
                problems.Add(ImportProblems.UnknownField(field, fields));
            }
            else if (!columns.TryAdd(field, index))
            {
                problems.Add(ImportProblems.MappedTwice(field));
            }
        }

        return problems.Count > 0 ? problems : columns;
    }
}
