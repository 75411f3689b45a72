using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class UndoneImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_Number",
                table: "Invoices");

            migrationBuilder.AddColumn<string>(
                name: "ImportFile",
                table: "RemovalEntries",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "ImportId",
                table: "RemovalEntries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_RemovalEntries_TenantId_ImportId",
                table: "RemovalEntries",
                columns: new[] { "TenantId", "ImportId" },
                unique: true,
                filter: "[ImportId] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_Number",
                table: "Invoices",
                columns: new[] { "TenantId", "Number" },
                unique: true,
                filter: "[Number] IS NOT NULL AND [DeletedAt] IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_Number_DeletedAt",
                table: "Invoices",
                columns: new[] { "TenantId", "Number", "DeletedAt" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_RemovalEntries_TenantId_ImportId",
                table: "RemovalEntries");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_Number",
                table: "Invoices");

            migrationBuilder.DropIndex(
                name: "IX_Invoices_TenantId_Number_DeletedAt",
                table: "Invoices");

            migrationBuilder.DropColumn(
                name: "ImportFile",
                table: "RemovalEntries");

            migrationBuilder.DropColumn(
                name: "ImportId",
                table: "RemovalEntries");

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_TenantId_Number",
                table: "Invoices",
                columns: new[] { "TenantId", "Number" },
                unique: true,
                filter: "[Number] IS NOT NULL");
        }
    }
}
