using System.Net;
using System.Text.RegularExpressions;

namespace AdminPortal.Tests.Support;

/// <summary>A browser without scripts: keeps its cookies, also those for encrypted connections only, and fills in forms.</summary>
public sealed partial class Visitor(HttpClient http)
{
    private readonly Dictionary<string, string> cookies = [];

    /// <summary>The cookies as the next request sends them.</summary>
    public string Cookies => string.Join("; ", cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <summary>Another browser with a copy of the cookies.</summary>
    public Visitor Copy()
    {
        var copy = new Visitor(http);
        foreach (var (name, value) in cookies)
        {
            copy.cookies[name] = value;
        }

        return copy;
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    /// <summary>Opens a page and sends its form with those fields.</summary>
    public Task<Answer> SubmitAsync(string path, params (string Name, string Value)[] fields) => SubmitFormAsync(path, null, fields);

    /// <summary>Opens a page and sends the form of that name, of several on it.</summary>
    public async Task<Answer> SubmitFormAsync(string path, string? form, params (string Name, string Value)[] fields)
    {
        var page = await GetAsync(path);
        var own = Form().Matches(page.Text).Select(match => match.Value)
            .FirstOrDefault(text => form is null || text.Contains($"value=\"{form}\"", StringComparison.Ordinal)) ?? page.Text;
        var hidden = Hidden().Matches(own)
            .Select(input => KeyValuePair.Create(Name().Match(input.Value).Groups[1]
                .Value, WebUtility.HtmlDecode(Value().Match(input.Value).Groups[1].Value)));
        return await SendAsync(HttpMethod.Post, path,
            new FormUrlEncodedContent(hidden.Where(given => fields.All(field => field.Name != given.Key))
                .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))));
    }

    /// <summary>Signs in through the form.</summary>
    public Task<Answer> SignInAsync(string email, string password) =>
        SubmitAsync("/account/sign-in", ("Input.Email", email), ("Input.Password", password));

    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (cookies.Count > 0)
        {
            request.Headers.Add("Cookie", Cookies);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        var set = response.Headers.TryGetValues("Set-Cookie", out var values) ? values.ToArray() : [];
        foreach (var cookie in set)
        {
            var (name, value) = (cookie[..cookie.IndexOf('=', StringComparison.Ordinal)],
                cookie[(cookie.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(';')[0]);
            if (value.Length == 0)
            {
                cookies.Remove(name);
            }
            else
            {
                cookies[name] = value;
            }
        }

        return new Answer(response.StatusCode, response.Headers.Location?.OriginalString, await response.Content.ReadAsStringAsync(), set);
    }

    /// <summary>What came back.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="Location">Where it sends the browser.</param>
    /// <param name="Text">The page.</param>
    /// <param name="Cookies">The cookies that were set, with their attributes.</param>
    public sealed record Answer(HttpStatusCode Status, string? Location, string Text, string[] Cookies);

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex(" name=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex(" value=\"([^\"]*)\"")]
    private static partial Regex Value();
}
