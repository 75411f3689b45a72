using System.Globalization;
using AdminPortal.Domain.Accounts;
using AdminPortal.Web.Features.Account;
using Microsoft.Extensions.Localization;

namespace AdminPortal.Web.Startup;

/// <summary>Sends the mails about accounts that nobody waits for, while the portal runs.</summary>
internal sealed class AccountWork(AccountPost post) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => post.RunAsync(stoppingToken);

    /// <summary>What mails say, with links to this portal.</summary>
    public static AccountMailTexts MailTexts(IServiceProvider services)
    {
        var texts = services.GetRequiredService<IStringLocalizer<AccountTexts>>();
        var address = services.GetRequiredService<PortalSettings>().PublicUrl;
        return (language, kind, facts) =>
        {
            var before = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            var link = facts.Token is null ? $"{address}/account/sign-in" : $"{address}/{PathOf(kind)}/{facts.Token}";
            var words = new AccountWords(
                $"{texts[$"Mail_{kind}"]} · {facts.Tenant}",
                texts[$"MailText_{kind}", facts.Person, facts.Tenant, facts.Email ?? "", link] + "\n");
            CultureInfo.CurrentUICulture = before;
            return words;
        };
    }

    private static string PathOf(AccountLetterKind kind) => kind switch
    {
        AccountLetterKind.Invitation => "account/invitation",
        AccountLetterKind.EmailLink => "account/email",
        _ => "account/reset",
    };
}
