using QRCoder;

namespace AdminPortal.Web.Features.Account;

/// <summary>A QR code as the address of a picture: black on white in both themes, as cameras want it.</summary>
internal static class QrCode
{
    private const int PixelsAModule = 6;

    public static string Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(data);
        return $"data:image/png;base64,{Convert.ToBase64String(picture.GetGraphic(PixelsAModule))}";
    }
}
