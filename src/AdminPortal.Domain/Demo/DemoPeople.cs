using System.Globalization;
using System.Text;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Imports;

namespace AdminPortal.Domain.Demo;

/// <summary>Made-up people for the demo, always the same ones.</summary>
internal static class DemoPeople
{
    private static readonly string[] First =
    [
        "Zeynep", "Åsa", "Marco", "Jörg", "Ida", "Thị Lan", "Siobhán", "Noël", "Emre", "Mia", "Björn", "Vera", "Aleksandra", "Tomasz",
        "Chloé", "Mateo", "Inês", "João", "Katarzyna", "Nils",
        "Fatima", "Yusuf", "Hanna", "Lukas", "Sofia", "Elif", "Oskar", "Freja", "Rasmus", "Anouk", "Pieter", "Giulia", "Luca", "Marta",
        "Dimitri", "Eleni", "Ayşe", "Hugo", "Linh", "Paul",
    ];

    private static readonly string[] Last =
    [
        "Aydın", "Bergström", "D’Angelo", "Fischer", "Großmann", "Nguyễn", "O’Brien", "Schäfer", "Yıldız", "Zoller", "Brandt", "Novák",
        "Kowalska", "Lindqvist", "Moreau", "García", "Ferreira", "Santos",
        "Wójcik", "Petersen", "Haddad", "Demir", "Weber", "Hoffmann", "Rossi", "Kaya", "Nilsson", "Møller", "Jansen", "van der Berg",
        "de Vries", "Bianchi", "Ricci", "Papadopoulos", "Ivanov", "Müller",
        "Schröder", "Lefèvre", "Trần", "Klein", "Sørensen", "Dąbrowski", "Öztürk", "Keller", "Fernández", "Maier", "Vogel",
    ];

    private static readonly string[] Companies =
    [
        "Hafenlogistik GmbH", "Nordlicht Energie AG", "Brise Robotik GmbH", "Kontor Digital", "Elbe Werft AG", "Lumen Optik",
        "Salzmann & Söhne", "Vectora Health", "Fjord Systems AS", "Atelier Moreau",
        "Baltica Shipping", "Grünraum Planung", "Kjær Design ApS", "Porto Ceramics Lda", "Turmwerk Medien", "Sirius Data B.V.",
        "Mondial Catering", "Stadtwerke Süd", "Orion Prüftechnik", "Wagner Holzbau",
    ];

    private static readonly (string City, string Country)[] Places =
    [
        ("Hamburg", "DE"), ("Berlin", "DE"), ("München", "DE"), ("Köln", "DE"), ("Wien", "AT"), ("Zürich", "CH"), ("Kopenhagen", "DK"),
        ("Oslo", "NO"), ("Stockholm", "SE"), ("Rotterdam", "NL"),
        ("Paris", "FR"), ("Milano", "IT"), ("Porto", "PT"), ("Kraków", "PL"), ("İzmir", "TR"),
    ];

    /// <summary>A file of participants as an organiser would import it; persons of one number are the same in every file.</summary>
    /// <param name="from">Number of the first person, from 0.</param>
    /// <param name="count">How many.</param>
    /// <param name="badge">What badge numbers begin with.</param>
    /// <param name="confirmed">Out of ten, how many are confirmed.</param>
    public static MemoryStream File(int from, int count, string badge, int confirmed)
    {
        var text = new StringBuilder(
            $"{ImportFields.CustomerNumber};{ImportFields.FirstName};{ImportFields.LastName};{ImportFields.CompanyName};" +
                $"{ImportFields.Email};{ImportFields.City};{ImportFields.Country};{ImportFields.BadgeNumber};{ImportFields.CategoryKey};" +
                    $"{ImportFields.IsConfirmed}\n");
        for (var i = 0; i < count; i++)
        {
            var person = Of(from + i);
            text.Append(CultureInfo.InvariantCulture,
                $"D{10_001 + from + i};{person.First};{person.Last};{person.Company};{person.Email};{person.City};{person.Country};" +
                    $"{badge}{i + 1:D4};{person.Category};{((from + i) * 3 % 10 < confirmed ? 1 : 0)}\n");
        }

        return new MemoryStream(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The person of a number, from 0.</summary>
    public static Person Of(int number)
    {
        // Steps without a common divisor with the lists walk through all pairs before one repeats.
        var (first, last) = (First[(int)(number * 7L % First.Length)], Last[(int)(number * 13L % Last.Length)]);
        var (city, country) = Places[(int)(number * 4L % Places.Length)];
        var category = (number % 20) switch { < 13 => "visitor", < 17 => "exhibitor", < 19 => "speaker", _ => "press" };
        var company = category == "visitor" && number % 3 == 0 ? "" : Companies[(int)(number * 3L % Companies.Length)];
        var email = string.Concat($"{Fold.Text(first)}.{Fold.Text(last)}".Where(c => char.IsAsciiLetterOrDigit(c) || c == '.'));
        return new Person(first, last, company, $"{email}{number}@example.com", city, country, category);
    }

    /// <summary>A made-up person; the company is empty for those who come on their own.</summary>
    public sealed record Person(string First, string Last, string Company, string Email, string City, string Country, string Category);
}
