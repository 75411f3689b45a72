namespace AdminPortal.Web.Kit;

/// <summary>What a colour says; never said by colour alone.</summary>
public enum Tone
{
    /// <summary>Nothing in particular.</summary>
    Neutral,

    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>Wants attention.</summary>
    Warn,

    /// <summary>Failed or refused.</summary>
    Bad,

    /// <summary>Worth knowing.</summary>
    Info,
}

/// <summary>CSS names of tones.</summary>
public static class ToneNames
{
    /// <summary>The tone as a CSS suffix: <c>ok</c>, <c>warn</c>, <c>bad</c>, <c>info</c>, <c>neutral</c>.</summary>
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Ok => "ok",
        Tone.Warn => "warn",
        Tone.Bad => "bad",
        Tone.Info => "info",
        _ => "neutral",
    };

    /// <summary>The icon that stands for the tone where no other is given.</summary>
    public static string Icon(this Tone tone) => tone switch
    {
        Tone.Ok => "check_circle",
        Tone.Warn => "warning",
        Tone.Bad => "error",
        _ => "info",
    };
}
