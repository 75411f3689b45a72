using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.SqlServer.Migrations
{
    /// <inheritdoc />
    public partial class WallLayouts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Door",
                table: "Walls",
                type: "nvarchar(100)",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "FullNames",
                table: "Walls",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "Layout",
                table: "Walls",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<string>(
                name: "MoreEvents",
                table: "Walls",
                type: "nvarchar(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<int>(
                name: "SecondsEach",
                table: "Walls",
                type: "int",
                nullable: false,
                defaultValue: 20);

            migrationBuilder.AddColumn<DateTime>(
                name: "Until",
                table: "Walls",
                type: "datetime2",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "EarlierEventId",
                table: "Events",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "WallPairings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    CodeHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    TokenHash = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Prefix = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false),
                    Until = table.Column<DateTime>(type: "datetime2", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_WallPairings", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_CodeHash",
                table: "WallPairings",
                column: "CodeHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_TokenHash",
                table: "WallPairings",
                column: "TokenHash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_WallPairings_Until",
                table: "WallPairings",
                column: "Until");

            migrationBuilder.AddForeignKey(
                name: "FK_Events_Events_EarlierEventId",
                table: "Events",
                column: "EarlierEventId",
                principalTable: "Events",
                principalColumn: "Id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_Events_Events_EarlierEventId",
                table: "Events");

            migrationBuilder.DropTable(
                name: "WallPairings");

            migrationBuilder.DropColumn(
                name: "Door",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "FullNames",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "Layout",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "MoreEvents",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "SecondsEach",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "Until",
                table: "Walls");

            migrationBuilder.DropColumn(
                name: "EarlierEventId",
                table: "Events");
        }
    }
}
