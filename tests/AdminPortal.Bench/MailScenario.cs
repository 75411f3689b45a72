using System.Diagnostics;
using System.Globalization;
using System.Text;
using AdminPortal.Data.Sqlite;
using AdminPortal.Domain;
using AdminPortal.Domain.Accounts;
using AdminPortal.Domain.Alarms;
using AdminPortal.Domain.Common;
using AdminPortal.Domain.Data;
using AdminPortal.Domain.Tenants;
using AdminPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace AdminPortal.Bench;

/// <summary>
/// Kills the mail server, the portal, and both, while the beginnings and ends of alarms are mailed; then everything is counted: each
/// address must have had its beginning, and its end after it.
/// </summary>
internal static class MailScenario
{
    private const int Addresses = 150;

    private const int Rounds = 9;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("adminportal-mails").FullName;
        await using var services = new ServiceCollection().AddLogging().AddDataProtection().Services.AddPortalDomain()
            .AddDbContextFactory<PortalDb>(options => options.UsePortalSqlite($"Data Source={Path.Combine(folder, "portal.db")}"))
            .BuildServiceProvider();
        var actor = await SeedAsync(services);
        var port = KilledPortal.FreePort();
        var (servers, server) = (new List<SmtpPeer>(), new SmtpPeer(port: port) { Pace = Pace });
        servers.Add(server);
        using var portal = new KilledPortal(folder, "--Mail:Host=127.0.0.1", "--Mail:Encrypted=false", "--Mail:From=portal@example.org",
            string.Create(CultureInfo.InvariantCulture, $"--Mail:Port={port}"));
        await portal.StartAsync();
        for (var round = 0; round < Rounds; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(2));
            if (round % 3 != 1)
            {
                server.Dispose();
            }

            if (round % 3 != 0)
            {
                await portal.KillAsync();
                await portal.StartAsync();
            }

            if (round % 3 != 1)
            {
                servers.Add(server = new SmtpPeer(port: port) { Pace = Pace });
            }
        }

        var began = Stopwatch.GetTimestamp();
        await using (var db = services.GetRequiredService<IDbContextFactory<PortalDb>>().Read(actor))
        {
            while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(8)
                && await db.AlarmLetters.AnyAsync(l => l.NextAttemptAt != null))
            {
                await Task.Delay(500);
            }

            Console.WriteLine($"{Rounds} kills: mail server {Rounds / 3}, portal {Rounds / 3}, both {Rounds / 3}; mails to send "
                + $"{await db.AlarmLetters.CountAsync()}, sent as the database says "
                + $"{await db.AlarmLetters.CountAsync(l => l.SentAt != null)}");
        }

        var mails = servers.SelectMany(one => one.Mails).Select(mail => (mail.To, Subject(mail.Text))).ToList();
        var beginning = mails[0].Item2;
        var heard = mails.GroupBy(mail => mail.To).Select(of => of.Select(mail => mail.Item2).ToList()).ToList();
        Console.WriteLine($"mails that arrived: {mails.Count}; missing {(Addresses * 2) - heard.Sum(of => of.Distinct().Count())}, "
            + $"sent twice {heard.Sum(of => of.Count - of.Distinct().Count())} (at most one for each kill), "
            + $"ends before their beginning {heard.Count(of => of[0] != beginning)}");
        Console.WriteLine($"all of it was there {Stopwatch.GetElapsedTime(began).TotalSeconds:N0} s after the last kill "
            + "(a mail that was claimed by a killed process is taken over after two minutes)");
        await portal.KillAsync();
        server.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, true);
    }

    private static string Subject(string text)
    {
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(text));
        return MimeMessage.Load(stream).Subject ?? "";
    }

    /// <summary>An alarm that is over, with its two mails to each address.</summary>
    private static async Task<Actor> SeedAsync(ServiceProvider services)
    {
        await services.GetRequiredService<Schema>().MigrateAsync();
        var tenant = (await services.GetRequiredService<TenantService>()
            .CreateAsync(Actor.System(0, "bench"), new TenantDraft("mails", "Mails", Plan.Enterprise))).Required();
        var actor = Actor.System(tenant, "bench");
        var now = DateTime.UtcNow;
        (await services.GetRequiredService<IDbContextFactory<PortalDb>>().WriteAsync<Done>(actor, async db =>
        {
            var alarm = new Alarm
            {
                Kind = AlarmKind.FailedSchedule,
                Cause = "bench",
                Subject = "Bench",
                Since = now,
                RaisedAt = now,
                SeenTrueAt = now,
                EndedAt = now,
                End = AlarmEnd.Settled,
            };
            foreach (var isEnd in new[] { false, true })
            {
                db.AlarmLetters.AddRange(Enumerable.Range(0, Addresses).Select(i => new AlarmLetter
                {
                    Alarm = alarm,
                    IsEnd = isEnd,
                    Address = $"a{i}@example.org",
                    CreatedAt = now,
                    NextAttemptAt = isEnd ? now.AddSeconds(1) : now,
                }));
            }

            await db.SaveChangesAsync();
            return Done.It;
        })).Required();
        return actor;
    }
}
