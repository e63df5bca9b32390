<?xml version="1.0" encoding="UTF-8"?>
<!--
  report.dc.xsl: a TEI file of tei-tools as simple Dublin Core (oai_dc), for catalogues and harvesters. XSLT 1.0.

  Every statement comes from the header: nothing is guessed, and what is not known is not said.
-->
<xsl:stylesheet version="1.0"
                xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
                xmlns:tei="http://www.tei-c.org/ns/1.0"
                xmlns:dc="http://purl.org/dc/elements/1.1/"
                xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
                exclude-result-prefixes="tei">
  <xsl:output method="xml" encoding="UTF-8" indent="yes"/>
  <xsl:key name="author" match="tei:listBibl/tei:bibl/tei:author" use="normalize-space(tei:persName)"/>
  <xsl:key name="contributor" match="tei:listBibl/tei:bibl/tei:editor | tei:listBibl/tei:bibl/tei:respStmt" use="normalize-space(tei:persName)"/>

  <xsl:template match="/">
    <xsl:variable name="file" select="*/tei:teiHeader/tei:fileDesc"/>
    <xsl:variable name="origin" select="$file/tei:sourceDesc/tei:bibl[@type = 'file']"/>
    <xsl:variable name="articles" select="*//tei:listBibl/tei:bibl"/>
    <xsl:variable name="profile" select="*/tei:teiHeader/tei:profileDesc"/>
    <oai_dc:dc>
      <xsl:for-each select="$file/tei:titleStmt/tei:title[@type = 'main' or @type = 'supplied']">
        <dc:title><xsl:call-template name="read"/></dc:title>
      </xsl:for-each>
      <xsl:for-each select="$articles/tei:author[generate-id() = generate-id(key('author', normalize-space(tei:persName))[1])]">
        <dc:creator><xsl:for-each select="tei:persName"><xsl:call-template name="read"/></xsl:for-each></dc:creator>
      </xsl:for-each>
      <xsl:for-each select="$profile/tei:textClass/tei:keywords/tei:term">
        <dc:subject><xsl:value-of select="."/></dc:subject>
      </xsl:for-each>
      <xsl:for-each select="$file/tei:publicationStmt/tei:publisher">
        <dc:publisher><xsl:value-of select="."/></dc:publisher>
      </xsl:for-each>
      <xsl:for-each select="$articles/tei:publisher/tei:orgName">
        <dc:publisher><xsl:call-template name="read"/></dc:publisher>
      </xsl:for-each>
      <xsl:for-each select="$articles/*[self::tei:editor or self::tei:respStmt][generate-id() = generate-id(key('contributor', normalize-space(tei:persName))[1])]">
        <dc:contributor><xsl:for-each select="tei:persName"><xsl:call-template name="read"/></xsl:for-each></dc:contributor>
      </xsl:for-each>
      <xsl:for-each select="$file/tei:titleStmt/tei:funder">
        <dc:contributor><xsl:value-of select="."/></dc:contributor>
      </xsl:for-each>
      <xsl:for-each select="$articles/tei:date[1]">
        <dc:date><xsl:value-of select="@when"/></dc:date>
      </xsl:for-each>
      <xsl:for-each select="$profile/tei:textClass/tei:classCode">
        <dc:type><xsl:value-of select="."/></dc:type>
      </xsl:for-each>
      <dc:format>application/tei+xml</dc:format>
      <xsl:for-each select="$file/tei:publicationStmt/tei:idno | $articles/tei:idno">
        <dc:identifier><xsl:value-of select="."/></dc:identifier>
      </xsl:for-each>
      <xsl:for-each select="$origin/tei:ref/@target | $articles/tei:ref/@target">
        <dc:source><xsl:value-of select="."/></dc:source>
      </xsl:for-each>
      <xsl:for-each select="$origin/tei:idno[@type = 'filename']">
        <dc:source><xsl:value-of select="."/></dc:source>
      </xsl:for-each>
      <xsl:for-each select="$articles/tei:orgName">
        <dc:source><xsl:call-template name="read"/></dc:source>
      </xsl:for-each>
      <dc:language><xsl:value-of select="*/@xml:lang"/></dc:language>
      <xsl:for-each select="$origin/tei:note[@type = 'collection']">
        <dc:relation><xsl:value-of select="."/></dc:relation>
      </xsl:for-each>
      <xsl:for-each select="$file/tei:publicationStmt/tei:availability">
        <xsl:for-each select="tei:licence/@target"><dc:rights><xsl:value-of select="."/></dc:rights></xsl:for-each>
        <xsl:for-each select="tei:licence[not(@target)]"><dc:rights><xsl:value-of select="."/></dc:rights></xsl:for-each>
        <dc:rights><xsl:value-of select="@status"/></dc:rights>
      </xsl:for-each>
      <xsl:for-each select="$file/tei:publicationStmt/tei:authority[. != 'Unpublished.']">
        <dc:rights><xsl:value-of select="."/></dc:rights>
      </xsl:for-each>
    </oai_dc:dc>
  </xsl:template>

  <!-- Of a choice what is read. -->
  <xsl:template name="read">
    <xsl:for-each select=".//text()[not(ancestor::tei:orig or ancestor::tei:sic)]"><xsl:value-of select="."/></xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
