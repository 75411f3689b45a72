using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class Conflicts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "Quantity",
                table: "Scans",
                type: "int",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SettledAt",
                table: "Scans",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SettledBy",
                table: "Scans",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SettledCheckInId",
                table: "Scans",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SettledNote",
                table: "Scans",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Settlement",
                table: "Scans",
                type: "int",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_Scans_Conflicts",
                table: "Scans",
                columns: new[] { "TenantId", "EventId", "SettledAt", "Id", "Decided", "Code" },
                filter: "[Decided] = 0 AND [Code] IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Scans_Conflicts",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "Quantity",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "SettledAt",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "SettledBy",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "SettledCheckInId",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "SettledNote",
                table: "Scans");

            migrationBuilder.DropColumn(
                name: "Settlement",
                table: "Scans");
        }
    }
}
