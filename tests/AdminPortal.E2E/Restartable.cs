using System.Globalization;
using System.Net;
using System.Net.Sockets;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Live.Walls;
using AdminPortal.Domain.Mail;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Tenants;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AdminPortal.E2E;

/// <summary>The portal on a fixed port over a folder that stays, so that another one can take its place.</summary>
internal sealed class Restartable : WebApplicationFactory<Program>
{
    private static int lastPort = Random.Shared.Next(20_000, 30_000);

    private readonly string folder;

    private readonly string environment;

    public Restartable(string folder, int port, string environment = "Development")
    {
        (this.folder, this.environment, Url) = (folder, environment, $"http://localhost:{port}/");
        UseKestrel(port);
    }

    /// <summary>The address, ending in <c>/</c>.</summary>
    public string Url { get; }

    /// <summary>A server that its mails go to; without it there is none.</summary>
    public MailSettings? Mail { get; init; }

    /// <summary>More settings.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings { get; init; } = [];

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>
    /// A port of this machine that nobody uses, below those that systems give to connections: while a portal is away, nothing else that
    /// tests open takes its place.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Interlocked.Increment(ref lastPort));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken; the next one.
            }
        }
    }

    /// <summary>Starts with a tenant, its owner, the event <c>fair</c> with the badges 1 and 2, and a wall.</summary>
    public async Task<(Actor Owner, string Token)> PrepareAsync()
    {
        StartServer();
        var tenant = (await Get<TenantService>().CreateAsync(Actor.System(0, "test"), new TenantDraft("test", "Test"))).Required();
        (await Get<UserService>().CreateAsync(Actor.System(tenant, "test"), PortalFixture.Email(Role.Owner), "Owner Person", Role.Owner,
            PortalFixture.Password)).Required();
        var owner = new Actor(tenant, ActorKind.User, 1, "Owner", Grants.Of(Role.Owner)) { Proof = new(DateTime.MaxValue) };
        var now = DateTime.UtcNow;
        var id = (await Get<EventService>()
            .CreateAsync(owner, new EventDraft("fair", "Fair", null, now.AddHours(-1), now.AddDays(1), "Europe/Berlin", null, false,
                ReEntry.AfterCheckOut))).Required();
        foreach (var badge in new[] { "1", "2" })
        {
            (await Get<ContactService>().CreateAsync(owner, new ContactDraft(badge, null, "Mia", "Zoller", null))).Required();
            (await Get<ParticipantService>().CreateAsync(owner, new ParticipantDraft("fair", badge, true, badge))).Required();
        }

        return (owner, (await Get<WallService>().CreateAsync(owner, id, new WallDraft("Foyer"))).Required().Token);
    }

    /// <summary>Puts so many more people into the event, past the services.</summary>
    public async Task CrowdAsync(Actor owner, int people)
    {
        var now = DateTime.UtcNow;
        var fair = (await Get<EventQueries>().FindAsync(owner, "fair"))!.Id;
        foreach (var portion in Enumerable.Range(100, people).Chunk(2000))
        {
            await using var db = Get<IDbContextFactory<PortalDb>>().CreateDbContext();
            db.Actor = owner;
            var contacts = portion.Select(
                number => new Contact
                {
                    CustomerNumber = $"{number}",
                    FirstName = "Mia",
                    LastName = $"Muster {number}",
                    CreatedAt = now,
                    UpdatedAt = now
                }.Normalise()).ToList();
            db.Contacts.AddRange(contacts);
            await db.SaveChangesAsync();
            db.Participants.AddRange(contacts.Select(contact => new Participant
            { EventId = fair, ContactId = contact.Id, BadgeNumber = contact.CustomerNumber, CreatedAt = now, UpdatedAt = now }));
            await db.SaveChangesAsync();
        }
    }

    public async Task ScanAsync(Actor actor, string badge) =>
        (await Get<CheckInService>().ScanAsync(actor, new ScanRequest { EventKey = "fair", BadgeNumber = badge })).Required();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder
            .UseEnvironment(environment)
            .UseSetting("Portal:DataDirectory", folder)
            .UseSetting("Portal:Seed", "none")
            .UseSetting("ConnectionStrings:Portal", $"Data Source={Path.Combine(folder, "portal.db")}");
        foreach (var (name, value) in Settings)
        {
            builder.UseSetting(name, value);
        }

        if (Mail is not null)
        {
            builder
                .UseSetting("Mail:Host", Mail.Host)
                .UseSetting("Mail:Port", Mail.Port.ToString(CultureInfo.InvariantCulture))
                .UseSetting("Mail:Encrypted", "false")
                .UseSetting("Mail:From", Mail.From);
        }
    }
}
