using System.Text.Json;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Imports;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Stations;
using AdminPortal.Domain.Tenants;

namespace AdminPortal.Tests.Support;

/// <summary>An organisation with an event, and what lets programs and devices in.</summary>
internal sealed record FuzzScene(Actor Owner, string Key, IReadOnlyList<string> Stations, string Wall, IReadOnlyList<ImportKind> Imports)
{
    /// <summary>A device may make 400 calls in ten seconds.</summary>
    private const int Devices = 40;

    private const int People = 40;

    /// <summary>Makes it.</summary>
    /// <param name="services">Of the portal.</param>
    /// <param name="now">UTC; within the event.</param>
    public static async Task<FuzzScene> AddAsync(Func<Type, object> services, DateTime now)
    {
        T Get<T>() => (T)services(typeof(T));
        var tenant = (await Get<TenantService>().CreateAsync(Actor.System(0, "fuzz"),
            new TenantDraft($"fuzz-{Guid.NewGuid():N}"[..20], "Fuzz", Plan.Enterprise))).Required();
        var owner = Actor.System(tenant, "fuzz");
        var id = (await Get<EventService>().CreateAsync(owner, new EventDraft("congress", "Congress", "Hamburg", now.AddHours(-2),
            now.AddDays(2), "Europe/Berlin"))).Required();
        (await Get<CategoryService>().CreateAsync(owner, id, "visitor", "Visitor")).Required();
        for (var number = 1; number <= People; number++)
        {
            (await Get<ContactService>().CreateAsync(owner,
                new ContactDraft($"{number}", null, "Mia", $"Muster{number}", $"m{number}@example.org"))).Required();
            (await Get<ParticipantService>().CreateAsync(owner, new ParticipantDraft("congress", $"{number}", true, $"{number}")))
                .Required();
        }

        var stations = new List<string>();
        for (var device = 0; device < Devices; device++)
        {
            var code = (await Get<StationService>().CreateAsync(owner, id, new StationDraft($"Door {device}"))).Required();
            stations.Add((await Get<StationService>().PairAsync(code.Code, null)).Required().Token);
        }

        return new FuzzScene(
            owner, (await Get<ApiKeyService>().CreateAsync(owner, new ApiKeyDraft("fuzz", Grants.Scopes))).Required().Key, stations,
            (await Get<WallService>().CreateAsync(owner, id, new WallDraft("Foyer"))).Required().Token,
            [Get<ParticipantImport>(), Get<ContactImport>(), Get<InvoiceImport>(), Get<PaymentImport>(), Get<ApplicationImport>()]);
    }

    /// <summary>All that is tried.</summary>
    /// <param name="http">Of the portal, without cookies and without following redirects.</param>
    /// <param name="memory">Bytes that the portal uses.</param>
    public async Task<IReadOnlyList<FuzzTarget>> TargetsAsync(HttpClient http, Func<long> memory)
    {
        async Task<JsonElement> DescriptionAsync(string path) =>
            JsonDocument.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
        var calls = new ApiFuzz(http, await DescriptionAsync("/openapi/v1.json"), "", [Key]);
        var doors = new ApiFuzz(http, await DescriptionAsync("/openapi/station.json"), "/station/api", Stations, "signStationOff");
        return
        [
            FileFuzz.Of(Imports, Owner),
            new("api", calls.TryAsync, memory),
            new("stations", doors.TryAsync, memory),
            new("streams", (random, stop) => WireFuzz.StreamAsync(http, Wall, random, stop), memory),
            new("callbacks", (random, stop) => WireFuzz.CallbackAsync(http, random, stop), memory),
        ];
    }
}
