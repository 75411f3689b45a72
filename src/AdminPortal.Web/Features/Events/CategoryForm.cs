namespace AdminPortal.Web.Features.Events;

/// <summary>What is typed into the form of a category.</summary>
public sealed record CategoryForm
{
    /// <summary>The fields that have a place for messages, as problems name them.</summary>
    public static readonly IReadOnlyList<string> Fields = ["title", "category_key"];

    public string? Title { get; set; }

    public string? Key { get; set; }

    /// <summary>Gives it a title; a key that nobody has typed follows it.</summary>
    public void Call(string? title)
    {
        if (string.IsNullOrWhiteSpace(Key) || Key == EventForm.SuggestKey(Title))
        {
            Key = string.IsNullOrEmpty(title) ? null : EventForm.SuggestKey(title);
        }

        Title = title;
    }
}
