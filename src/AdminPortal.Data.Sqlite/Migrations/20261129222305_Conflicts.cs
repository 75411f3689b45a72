using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Sqlite.Migrations
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
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SettledAt",
                table: "Scans",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SettledBy",
                table: "Scans",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "SettledCheckInId",
                table: "Scans",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "SettledNote",
                table: "Scans",
                type: "TEXT",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "Settlement",
                table: "Scans",
                type: "INTEGER",
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
