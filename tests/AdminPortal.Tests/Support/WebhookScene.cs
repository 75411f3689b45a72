using System.Text.Json;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Webhooks;
using AdminPortal.Tests.Api;

namespace AdminPortal.Tests.Support;

/// <summary>An event whose check-ins another system is told of.</summary>
public sealed class WebhookScene : IAsyncDisposable
{
    private WebhookScene(TestPortal portal) => Portal = portal;

    public TestPortal Portal { get; }

    public WebhookReceiver Receiver { get; } = new();

    /// <summary>The endpoint.</summary>
    public long Id { get; private set; }

    /// <summary>Its secret.</summary>
    public string Secret { get; private set; } = "";

    /// <summary>
    /// The event <c>congress</c> with the badges <c>1</c> to <c>3</c>, then an endpoint for these types; all where none is given.
    /// </summary>
    public static async Task<WebhookScene> BeginAsync(Provider provider, params string[] types)
    {
        var scene = new WebhookScene(await TestPortal.StartAsync(provider, webhooks: new WebhookSettings { AllowPrivate = true }));
        await scene.Portal.EventAsync(reEntry: ReEntry.Always);
        for (var badge = 1; badge <= 3; badge++)
        {
            await scene.Portal.ParticipantAsync($"{badge}");
        }

        scene.Portal.Time.Advance(TimeSpan.FromSeconds(1));
        var made = (await scene.Portal.Get<WebhookService>().CreateAsync(scene.Portal.Owner,
            new WebhookDraft("App", scene.Receiver.Url, types.Length == 0 ? WebhookTypes.All : types, []))).Required();
        (scene.Id, scene.Secret) = (made.Id, made.Secret);
        scene.Portal.Time.Advance(TimeSpan.FromSeconds(1));
        return scene;
    }

    /// <summary>A scan, a moment later than what was before.</summary>
    public async Task<ScanResult> ScanAsync(string badge, ScanAction action = ScanAction.CheckIn, string eventKey = "congress")
    {
        Portal.Time.Advance(TimeSpan.FromMilliseconds(10));
        return (await Portal.Get<CheckInService>().ScanAsync(Portal.Owner, new ScanRequest
        { EventKey = eventKey, BadgeNumber = badge, Station = "Nord", Action = action })).Required();
    }

    /// <summary>Collects and sends what is due, after some time.</summary>
    public async Task TurnAsync(TimeSpan after = default)
    {
        Portal.Time.Advance(after);
        await Portal.Get<WebhookCollector>().CollectAsync();
        await Portal.Get<WebhookDispatcher>().TurnAsync();
    }

    /// <summary>The endpoint as its page shows it.</summary>
    public async Task<WebhookDetail> FindAsync() => (await Portal.Get<WebhookQueries>().FindAsync(Portal.Owner, Id))!;

    /// <summary>The log, oldest first.</summary>
    public async Task<IReadOnlyList<WebhookDeliveryRow>> LogAsync() => (await Portal.Get<WebhookQueries>().LogAsync(Portal.Owner,
        new WebhookDeliveryFilter(Id), new PageRequest(1, 500, "id", false))).Items;

    /// <summary>Whatever arrived in a test is as the API's description says.</summary>
    public async ValueTask DisposeAsync()
    {
        Receiver.Dispose();
        await Portal.DisposeAsync();
        using var text = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, DescriptionTests.Copy)));
        var description = new Described(text.RootElement);
        foreach (var message in Receiver.Received)
        {
            using var body = JsonDocument.Parse(message.Text);
            var posted = text.RootElement.GetProperty("x-webhooks").GetProperty(message.Type).GetProperty("post");
            var schema = Described.BodyOf(posted.GetProperty("requestBody"))!.Value;
            Assert.Empty(description.Deviations(schema, body.RootElement, message.Type));
        }
    }
}
