using System.Net;
using System.Text.Json;
using AdminPortal.Domain.Audit;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Participants;
using AdminPortal.Tests.Support;

namespace AdminPortal.Tests.Api;

[Collection("api")]
public sealed class ParticipantApiTests(ApiPortals portals)
{
    private const HttpStatusCode Unprocessable = HttpStatusCode.UnprocessableEntity;

    [Theory, ClassData(typeof(Providers))]
    public async Task A_created_participant_reads_back_as_it_was_sent(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        var eventId = await api.EventAsync();
        (await api.Get<CategoryService>().CreateAsync(api.Owner, eventId, "visitor", "Besucher <b>&\"'ß")).Required();
        var contact = await api.ContactAsync("Käse-😀-<1>", "Größe <b>😀 & \"O'Brien\"");
        var created = (await api.PostAsync("/participants",
            """{"event_key":"congress","customer_number":"Käse-😀-<1>","is_confirmed":1,"badge_number":"007 <ü>😀","category_key":"visitor"}""")).Is(HttpStatusCode.Created);
        Assert.Equal($"/api/v1/participants/{created.Id}", created.Headers["Location"]);
        Assert.Equal(["id", "event_id", "contact_id", "is_confirmed", "badge_number", "created_at", "updated_at"],
            created.Data.EnumerateObject().Select(f => f.Name));
        Assert.Equal((eventId, contact, true),
            (created.Data.GetProperty("event_id").GetInt64(), created.Data.GetProperty("contact_id")
                .GetInt64(), created.Data.GetProperty("is_confirmed").GetBoolean()));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", created.Data.GetProperty("created_at").GetString());
        Assert.Equal("007 <ü>😀", created.Data.GetProperty("badge_number").GetString());
        Assert.Contains("\"007 <ü>", created.Text, StringComparison.Ordinal);

        var read = (await api.GetAsync($"/participants/{created.Id}?include=contact,event,%20category")).Is(HttpStatusCode.OK);
        Assert.Equal(["id", "customer_number", "company_name", "first_name", "last_name", "email"], read.Data.GetProperty("contact")
            .EnumerateObject().Select(f => f.Name));
        Assert.Equal("Größe <b>😀 & \"O'Brien\"", read.Data.GetProperty("contact").GetProperty("last_name").GetString());
        Assert.Equal(JsonValueKind.Null, read.Data.GetProperty("contact").GetProperty("company_name").ValueKind);
        Assert.Equal(["id", "event_key", "title", "date_from", "date_to"], read.Data.GetProperty("event").EnumerateObject()
            .Select(f => f.Name));
        Assert.Equal(["id", "category_key", "title"], read.Data.GetProperty("category").EnumerateObject().Select(f => f.Name));
        Assert.Equal("Besucher <b>&\"'ß", read.Data.GetProperty("category").GetProperty("title").GetString());
        var audit = await api.Get<AuditQueries>()
            .ListAsync(api.Owner, new AuditFilter { Entity = nameof(Participant), EntityId = created.Id }, new PageRequest());
        Assert.Equal(("Gate software", "127.0.0.1"), (audit.Items[0].ActorName, audit.Items[0].Address));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Every_wrong_field_of_a_new_participant_is_named_at_once(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.ContactAsync("1");
        (await api.PostAsync("/participants", "{}")).Is(Unprocessable, "validation_failed", "event_key", "customer_number");
        (await api.PostAsync("/participants", """{"event_key":"","customer_number":null}"""))
            .Is(Unprocessable, "validation_failed", "event_key", "customer_number");
        (await api.PostAsync("/participants",
            """{"event_key":7,"customer_number":["1"],"is_confirmed":"yes","badge_number":12,"category_key":{}}"""))
                .Is(Unprocessable, "validation_failed", "event_key", "customer_number", "is_confirmed", "badge_number", "category_key");
        (await api.PostAsync("/participants", """{"event_key":"Congress","customer_number":"2","is_confirmed":2,"badge_number":""}"""))
            .Is(Unprocessable, "validation_failed", "event_key", "customer_number", "is_confirmed", "badge_number");
        (await api.PostAsync("/participants", """{"event_key":"congress","customer_number":"1","is_confirmed":null}"""))
            .Is(Unprocessable, "validation_failed", "is_confirmed");
        (await api.PostAsync("/participants", """{"event_key":"congress","customer_number":"1","category_key":"none"}"""))
            .Is(Unprocessable, "validation_failed", "category_key");
        Assert.Empty((await api.GetAsync("/participants")).Ids);
        Assert.False((await api.PostAsync("/participants", """{"event_key":"congress","customer_number":"1","badge_number":null}"""))
            .Is(HttpStatusCode.Created).Data.GetProperty("is_confirmed").GetBoolean());
        (await api.PostAsync("/participants", """{"event_key":"congress","customer_number":"1"}"""))
            .Is(Unprocessable, "validation_failed", "customer_number");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Two_identical_posts_make_one_participant(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        for (var round = 0; round < 10; round++)
        {
            await api.ContactAsync($"c{round}");
            var answers = await Task.WhenAll(Enumerable.Range(0, 4)
                .Select(_ => api.PostAsync("/participants", $$"""{"event_key":"congress","customer_number":"c{{round}}"}""")));
            Assert.Single(answers, a => a.Status == HttpStatusCode.Created);
            Assert.All(answers.Where(a => a.Status != HttpStatusCode.Created), a =>
                a.Is(Unprocessable, "validation_failed", "customer_number"));
        }
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_partial_update_changes_what_was_sent_and_the_time_only_on_a_change(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        await api.EventAsync("other");
        var id = await api.ParticipantAsync("0417", confirmed: false);
        await api.ParticipantAsync("0418");
        var before = (await api.GetAsync($"/participants/{id}")).Data.GetRawText();
        api.Host.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var same in new[] { "{}", """{"is_confirmed":false}""", """{"badge_number":"0417"}""",
            """{"event_key":"congress","customer_number":"0417","unknown":1}""" })
        {
            Assert.Equal(before, (await api.SendAsync("PATCH", $"/participants/{id}", same)).Is(HttpStatusCode.OK).Data.GetRawText());
            Assert.Equal(before, (await api.SendAsync("PUT", $"/participants/{id}", same)).Is(HttpStatusCode.OK).Data.GetRawText());
        }

        var after = (await api.SendAsync("PUT", $"/participants/{id}", """{"is_confirmed":true}""")).Is(HttpStatusCode.OK).Data;
        Assert.Equal((true, "0417"), (after.GetProperty("is_confirmed").GetBoolean(), after.GetProperty("badge_number").GetString()));
        Assert.Equal(api.Host.Time.UtcNow(), after.GetProperty("updated_at").GetDateTime().ToUniversalTime());
        Assert.NotEqual(after.GetProperty("updated_at").GetString(), after.GetProperty("created_at").GetString());
        Assert.Equal(JsonValueKind.Null, (await api.SendAsync("PATCH", $"/participants/{id}", """{"badge_number":null}"""))
            .Is(HttpStatusCode.OK).Data.GetProperty("badge_number").ValueKind);
        (await api.SendAsync("PATCH", $"/participants/{id}",
            """{"event_key":"other","customer_number":"0418","badge_number":"0418","category_key":"none","is_confirmed":"x"}"""))
            .Is(Unprocessable, "validation_failed", "event_key", "customer_number", "badge_number", "category_key", "is_confirmed");
        (await api.SendAsync("PATCH", $"/participants/{id}", "[]")).Is(HttpStatusCode.BadRequest, "malformed_body");
        (await api.SendAsync("PUT", $"/participants/{id}", "")).Is(HttpStatusCode.BadRequest, "malformed_body");
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_deleted_participant_takes_its_check_ins_along_and_the_audit_log_keeps_both(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        var id = await api.ParticipantAsync("1");
        var checkIn = (await api.PostAsync("/check-ins", $$"""{"event_key":"congress","participant_id":{{id}}}"""))
            .Is(HttpStatusCode.Created).Id;
        var deleted = (await api.SendAsync("DELETE", $"/participants/{id}")).Is(HttpStatusCode.NoContent);
        Assert.Equal("", deleted.Text);
        Assert.Matches("^req_", deleted.Headers["X-Request-Id"]);
        (await api.GetAsync($"/participants/{id}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.GetAsync($"/check-ins/{checkIn}")).Is(HttpStatusCode.NotFound, "not_found");
        (await api.SendAsync("DELETE", $"/participants/{id}")).Is(HttpStatusCode.NotFound, "not_found");
        var audit = await api.Get<AuditQueries>().ListAsync(api.Owner, new AuditFilter { Action = AuditAction.Deleted }, new PageRequest());
        Assert.Equal([(nameof(CheckIn), checkIn), (nameof(Participant), id)], audit.Items.Select(e => (e.Entity, e.EntityId)).Order());
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Filters_are_exact_and_combine(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync("a-1");
        await api.EventAsync("A-1");
        var first = await api.ParticipantAsync("x", "a-1", confirmed: true);
        var second = await api.ParticipantAsync("X", "a-1", confirmed: false);
        var third = await api.ParticipantAsync("y", "A-1", confirmed: true);
        async Task<long[]> Ids(string query) => (await api.GetAsync($"/participants?order=asc&{query}")).Is(HttpStatusCode.OK).Ids;
        Assert.Equal([first, second, third], await Ids("unknown=1"));
        Assert.Equal([first, second], await Ids("event_key=a-1"));
        Assert.Equal([third], await Ids("event_key=A-1"));
        Assert.Equal([second], await Ids("customer_number=X"));
        Assert.Equal([first, third], await Ids("confirmed=1"));
        Assert.Equal([second], await Ids("confirmed=0&event_key=a-1"));
        Assert.Empty(await Ids("event_key=a-1&customer_number=y"));
        Assert.Empty(await Ids("event_key=none"));
        Assert.Empty(await Ids("event_key="));
        (await api.GetAsync("/participants?confirmed=true&include=contact,colour&page=0&per_page=101&sort=name&order=up"))
            .Is(Unprocessable, "validation_failed", "confirmed", "include", "page", "per_page", "sort", "order");
        (await api.GetAsync("/participants?page=&per_page=x")).Is(Unprocessable, "validation_failed", "page", "per_page");
        (await api.GetAsync($"/participants/{first}?include=Contact")).Is(Unprocessable, "validation_failed", "include");
        Assert.Equal(JsonValueKind.Null, (await api.GetAsync($"/participants/{first}?include=category")).Data.GetProperty("category")
            .ValueKind);
        Assert.False((await api.GetAsync($"/participants/{first}?include=")).Data.TryGetProperty("category", out _));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Walking_the_links_yields_each_id_once_in_every_order(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        var all = new List<long>();
        for (var i = 0; i < 11; i++)
        {
            if (i % 4 == 0)
            {
                api.Host.Time.Advance(TimeSpan.FromSeconds(5)); // several have the same time
            }

            all.Add(await api.ParticipantAsync($"{i}"));
        }

        foreach (var sort in new[] { "sort=id", "sort=created_at", "sort=updated_at", "" })
        {
            foreach (var order in new[] { "ASC", "desc" })
            {
                var walked = new List<long>();
                var next = $"/participants?per_page=3&event_key=congress&order={order}&{sort}";
                for (var page = 1; next is not null; page++)
                {
                    var answer = (await api.GetAsync(next)).Is(HttpStatusCode.OK);
                    var meta = answer.Json.GetProperty("meta").GetProperty("pagination");
                    Assert.Equal((page, 3, 11, 4),
                        (meta.GetProperty("page").GetInt32(), meta.GetProperty("per_page").GetInt32(), meta.GetProperty("total")
                            .GetInt32(), meta.GetProperty("total_pages").GetInt32()));
                    Assert.Equal(page == 1, answer.Link("prev") is null);
                    walked.AddRange(answer.Ids);
                    next = answer.Link("next");
                }

                Assert.Equal(order == "ASC" ? all : Enumerable.Reverse(all), walked);
            }
        }

        var past = (await api.GetAsync("/participants?page=3000000000&per_page=100")).Is(HttpStatusCode.OK);
        Assert.Empty(past.Ids);
        Assert.Equal(3000000000, past.Json.GetProperty("meta").GetProperty("pagination").GetProperty("page").GetInt64());
        Assert.EndsWith("/api/v1/participants?per_page=100&page=1", past.Link("last"), StringComparison.Ordinal);
        Assert.Null(past.Link("next"));
        Assert.Equal(11, (await api.GetAsync(past.Link("prev")!)).Is(HttpStatusCode.OK).Ids.Length);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task A_list_with_everything_included_takes_at_most_four_commands(Provider provider)
    {
        var api = await portals.StartAsync(provider);
        await api.EventAsync();
        for (var i = 0; i < 30; i++)
        {
            await api.ParticipantAsync($"{i}");
        }

        api.Host.Commands.Reset();
        (await api.GetAsync("/participants?per_page=100&include=contact,event,category&event_key=congress")).Is(HttpStatusCode.OK);
        Assert.InRange(api.Host.Commands.Count, 1, 4);
    }
}
