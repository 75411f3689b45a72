using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Applications;
using AdminPortal.Domain.CheckIns;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Contacts;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Events;
using AdminPortal.Domain.Files;
using AdminPortal.Domain.Invoices;
using AdminPortal.Domain.Participants;
using AdminPortal.Domain.Payments;
using AdminPortal.Domain.Reports;
using AdminPortal.Tests.Support;
using AdminPortal.Web.Kit.Texts;
using Microsoft.EntityFrameworkCore;

namespace AdminPortal.Tests.Domain;

/// <summary>A list that is handed on has its rows in the order of its page, over all portions in which they are read.</summary>
public sealed class RecordOrderTests
{
    private const int Many = 1100;

    private static readonly PageRequest Everything = new(1, Many);

    [Theory, ClassData(typeof(Providers))]
    public async Task Participants_and_check_ins_come_in_the_order_of_their_pages(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var eventId = (await portal.EventAsync()).Id;
        var rows = Rows(portal);
        await rows.AddAsync((await PeopleAsync(rows)).Select(person => new Participant
        {
            EventId = eventId,
            ContactId = person.ContactId,
            BadgeNumber = $"{(person.At * 7) % Many:D4}",
            IsConfirmed = person.At % 3 == 0,
            CreatedAt = Moment(person.At),
            UpdatedAt = Moment(person.At),
        }));
        await rows.AddAsync((await rows.AllAsync<Participant>()).OrderBy(p => p.Id).Where((_, at) => at % 2 == 0).Select((p, at) =>
        {
            var stay = new CheckIn
            {
                EventId = eventId,
                ParticipantId = p.Id,
                BadgeNumber = p.BadgeNumber,
                CheckedInAt = Moment(at % 5),
                ReceivedAt = Moment(0),
                InMinute = Clock.Minute(Moment(at % 5)),
                Type = CheckInType.Scan,
                Quantity = 1,
                CheckedInBy = "Door",
            };
            stay.CloseAt(at % 2 == 0 ? Moment(10) : null);
            return stay;
        }));

        var (people, stays, filter) = (portal.Get<ParticipantQueries>(), portal.Get<CheckInQueries>(), new ReportFilter("congress"));
        await AssertAsync(portal, "participant_list", "badge_number", filter, Many,
            async page => [.. (await people.ListAsync(portal.Owner, new ParticipantFilter { EventId = eventId }, page))
                .Items.Select(row => row.BadgeNumber)]);
        await AssertAsync(portal, "check_in_list", "badge_number", filter, Many / 2, async page =>
            [.. (await stays.ListAsync(portal.Owner, new CheckInFilter(eventId), page)).Items.Select(row => row.BadgeNumber)]);

        // Not only as the page, whatever that does: by name, and people of one name in the order they were added.
        var named = (await rows.AllAsync<Participant>())
            .Join(await rows.AllAsync<Contact>(), p => p.ContactId, c => c.Id, (p, c) => (p.BadgeNumber, c.LastName, p.Id)).ToList();
        Assert.Equal(named.OrderBy(p => p.LastName, StringComparer.Ordinal).ThenBy(p => p.Id).Select(p => p.BadgeNumber),
            await ColumnAsync(portal, new("participant_list", filter) { Columns = ["badge_number"], Sort = new("name", false) }));
        Assert.Equal(named.OrderByDescending(p => p.LastName, StringComparer.Ordinal).ThenByDescending(p => p.Id)
            .Select(p => p.BadgeNumber),
                await ColumnAsync(portal, new("participant_list", filter) { Columns = ["badge_number"], Sort = new("name", true) }));
        Assert.Equal(named.OrderBy(p => p.Id).Select(p => p.BadgeNumber),
            await ColumnAsync(portal, new("participant_list", filter) { Columns = ["badge_number"] }));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Lists_of_the_tenant_come_in_the_order_of_their_pages(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        await rows.AddAsync((await PeopleAsync(rows)).Select(person => new Invoice
        {
            Number = person.At % 10 == 0 ? null : $"R{(person.At * 7) % Many:D4}",
            ContactId = person.ContactId,
            Currency = "EUR",
            GrossMinor = person.At % 13,
            InvoiceDate = Moment(person.At % 9),
            DueDate = person.At % 4 == 0 ? null : Moment(person.At % 5),
            Status = person.At % 10 == 0 ? InvoiceStatus.Draft : InvoiceStatus.Issued,
            CreatedAt = Moment(0),
            UpdatedAt = Moment(0),
        }));
        var contacts = await rows.AllAsync<Contact>();
        await rows.AddAsync(contacts.Select(c => new Payment
        {
            ContactId = c.Id,
            Gateway = c.Id % 3 == 0 ? "bank" : "stripe",
            Status = c.Id % 5 == 0 ? PaymentStatus.Failed : PaymentStatus.Completed,
            Currency = "EUR",
            GrossMinor = c.Id % 13,
            FeeMinor = 0,
            PaidAt = Moment((int)(c.Id % 9)),
            CreatedAt = Moment(0),
            UpdatedAt = Moment(0),
        }));
        await rows.AddAsync(contacts.Select(c => new Application
        {
            ContactId = c.Id,
            Rating = c.Id % 6 == 0 ? null : (int)(c.Id % 5) + 1,
            Status = c.Id % 7 == 0 ? ApplicationStatus.Rejected : ApplicationStatus.Open,
            CreatedAt = Moment((int)(c.Id % 9)),
            UpdatedAt = Moment(0),
        }));

        var owner = portal.Owner;
        await AssertAsync(portal, "invoice_list", "customer_number", new(), Many, async page =>
            [.. (await portal.Get<InvoiceQueries>().ListAsync(owner, new InvoiceFilter(), page)).Items.Select(row => row.CustomerNumber)]);
        await AssertAsync(portal, "payment_list", "customer_number", new(), Many, async page =>
            [.. (await portal.Get<PaymentQueries>().ListAsync(owner, new PaymentFilter(), page)).Items.Select(row => row.CustomerNumber)]);
        await AssertAsync(portal, "application_list", "customer_number", new(), Many,
            async page => [.. (await portal.Get<ApplicationQueries>().ListAsync(owner, new ApplicationFilter(), page))
                .Items.Select(row => row.CustomerNumber)]);
        await AssertAsync(portal, "contact_list", "customer_number", new(), Many, async page =>
            [.. (await portal.Get<ContactQueries>().ListAsync(owner, new ContactFilter(), page)).Items.Select(row => row.CustomerNumber)]);

        var amounts = await ColumnAsync(portal, new("invoice_list", new()) { Columns = ["gross"], Sort = new("amount", true) });
        Assert.Equal(amounts.OrderByDescending(amount => decimal.Parse(amount!, System.Globalization.CultureInfo.InvariantCulture)),
            amounts);
        Assert.NotEqual(amounts, await ColumnAsync(portal, new("invoice_list", new()) { Columns = ["gross"] }));
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task What_is_deleted_while_a_file_is_written_is_left_out_and_nothing_comes_twice(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        var rows = Rows(portal);
        await PeopleAsync(rows);
        var document = (await portal.Get<ReportQueries>()
            .OpenAsync(portal.Owner, new("contact_list", new()) { Columns = ["customer_number"], Sort = new("customer_number", true) }))
            .Required();
        var read = new List<string?>();
        await foreach (var row in document.Tables[0].Rows)
        {
            read.Add((string?)row[0]);
            if (read.Count == 1)
            {
                // The first and the last of the list; those that follow must not move up.
                var contacts = await rows.AllAsync<Contact>();
                await rows.DeleteAsync<Contact>(contacts.Single(c => c.CustomerNumber == Number(Many - 1)).Id);
                await rows.DeleteAsync<Contact>(contacts.Single(c => c.CustomerNumber == Number(0)).Id);
            }
        }

        Assert.Equal(Enumerable.Range(1, Many - 1).Reverse().Select(Number), read);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task An_order_that_the_page_does_not_know_or_not_show_is_refused(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        await portal.EventAsync();
        var reports = portal.Get<ReportQueries>();
        foreach (var kind in ReportKinds.Records)
        {
            var problem = (await reports.OpenAsync(portal.Owner, new(kind.Key, new("congress")) { Sort = new("nonsense", false) }))
                .Problems[0];
            Assert.Equal(("unknown", "sort"), (problem.Code, problem.Field));
        }

        // The order would tell what the columns do not.
        var helper = portal.Owner with { Permissions = new HashSet<Permission> { Permission.Export, Permission.ViewParticipants } };
        foreach (var column in new[] { "company", "customer_number", "email" })
        {
            var request = new ReportRequest("participant_list", new("congress")) { Sort = new(column, true) };
            Assert.Equal("unknown", (await reports.OpenAsync(helper, request)).Problems[0].Code);
            Assert.True((await reports.OpenAsync(portal.Owner, request)).Ok);
        }

        Assert.True((await reports.OpenAsync(helper, new("participant_list", new("congress")) { Sort = new("name", true) })).Ok);
    }

    [Theory, ClassData(typeof(Providers))]
    public async Task Texts_without_a_folded_column_are_sorted_letter_by_letter_on_both_databases(Provider provider)
    {
        await using var portal = await TestPortal.StartAsync(provider);
        string[] titles = ["zoo", "Zoo", "apfel", "Äpfel", "Apfel", "_", "1"];
        foreach (var (title, at) in titles.Select((title, at) => (title, at)))
        {
            var draft = new EventDraft($"e{at}", title, null, Moment(0), Moment(60), "Europe/Berlin");
            (await portal.Get<EventService>().CreateAsync(portal.Owner, draft)).Required();
        }

        var up = await portal.Get<EventQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, "title", false));
        var down = await portal.Get<EventQueries>().ListAsync(portal.Owner, new(), new PageRequest(1, 25, "title", true));
        Assert.Equal(titles.Order(StringComparer.Ordinal), up.Items.Select(row => row.Title));
        Assert.Equal(titles.OrderDescending(StringComparer.Ordinal), down.Items.Select(row => row.Title));
    }

    [Fact]
    public void A_kept_request_has_its_order_and_one_from_before_has_none()
    {
        var request = new ReportRequest("invoice_list", new()) { Sort = new("amount", true) };
        var text = ReportRequestText.Write(request).Required();
        Assert.Equal(new ReportSort("amount", true), ReportRequestText.Read(text).Sort);
        Assert.Null(
            ReportRequestText.Read(
                """{"Kind":"invoice_list","Event":null,"From":null,"To":null,"Path":null,"Columns":[],"Conditions":{}}""").Sort);
    }

    /// <summary>By every column, up and down, the file has what one long page has.</summary>
    private static async Task AssertAsync(TestPortal portal, string kind, string column, ReportFilter filter, int count,
        Func<PageRequest, Task<List<string?>>> pageAsync)
    {
        foreach (var name in ReportKinds.Find(kind)!.SortsFor(portal.Owner))
        {
            foreach (var descending in new[] { false, true })
            {
                var page = await pageAsync(Everything with { Sort = name, Descending = descending });
                Assert.Equal(count, page.Count);
                Assert.Equal(page, await ColumnAsync(portal, new(kind, filter) { Columns = [column], Sort = new(name, descending) }));
            }
        }
    }

    /// <summary>The first column of the file.</summary>
    private static async Task<List<string?>> ColumnAsync(TestPortal portal, ReportRequest request)
    {
        var document = (await portal.Get<ReportQueries>().OpenAsync(portal.Owner, request)).Required();
        return [.. ReportFiles.Csv(await document.WriteAsync(ReportFormat.Csv, ReportTexts.Of("en")), ',').Skip(1).Select(row => row[0])];
    }

    /// <summary>Many people of few names, in no order of them.</summary>
    private static async Task<List<(int At, long ContactId)>> PeopleAsync(ReportRows rows)
    {
        await rows.AddAsync(Enumerable.Range(0, Many).Select(at => new Contact
        {
            CustomerNumber = Number((at * 13) % Many),
            LastName = $"Muster{(at * 3) % 7}",
            CompanyName = at % 2 == 0 ? null : $"Firma {at % 11}",
            Email = at % 3 == 0 ? null : $"p{at % 17}@example.org",
            CreatedAt = Moment(0),
            UpdatedAt = Moment(0),
        }.Normalise()));
        return [.. (await rows.AllAsync<Contact>()).OrderBy(contact => contact.Id).Select((contact, at) => (at, contact.Id))];
    }

    private static string Number(int at) => $"N{at:D5}";

    private static DateTime Moment(int minutes) => DateTime.UnixEpoch.AddMinutes(minutes);

    private static ReportRows Rows(TestPortal portal) => new(portal.Get<IDbContextFactory<PortalDb>>(), portal.Owner);
}
